import { isIP, isIPv4 } from "node:net";
import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { formats } from "../schema/formats.ts";
import { patternOf } from "../schema/patterns.ts";
import { parseQuantity, readQuantity } from "../quantity.ts";

/** A quantity as an object of CEL. */
class Quantity {
  readonly amount: number;
  constructor(text: string) {
    this.amount = parseQuantity(text);
  }
}

/** What Kubernetes adds to CEL (kubernetes.io/docs/reference/using-api/cel, "Kubernetes CEL libraries"), but for what asks others. */
export function addFunctions(environment: Environment): void {
  environment.registerType("kubernetes.Quantity", Quantity);
  addPresence(environment);
  addTexts(environment);
  addAddresses(environment);
  addQuantities(environment);
  addLists(environment);
}

/** What a macro is given of the library, as far as it is used here. */
interface Visitor {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
  run(node: ASTNode, context: unknown): unknown;
}

/** `has`: whether the last field of a path is there; those before it have to be. */
function addPresence(environment: Environment): void {
  environment.registerFunction("isThere(ast): bool", (({ args: [path] }: { args: ASTNode[] }) => {
    if (path?.op !== ".") throw new Error("has() takes the path of a field");
    const [holder, field] = path.args;
    return {
      async: false,
      typeCheck(checker: Visitor, _: unknown, context: unknown) {
        checker.check(holder, context);
        return checker.getType("bool");
      },
      evaluate(evaluator: Visitor, _: unknown, context: unknown): boolean {
        const value = evaluator.run(holder, context);
        return typeof value === "object" && value !== null && Object.hasOwn(value, field);
      },
    };
  }) as never);
}

function addTexts(environment: Environment): void {
  const matches = (text: string, pattern: string): boolean => regExp(pattern).test(text);
  environment
    .registerFunction("matchesRe2(string, string): bool", matches)
    .registerFunction("string.matchesRe2(string): bool", matches)
    .registerFunction("string.find(string): string", (text: string, pattern: string) => {
      return regExp(pattern).exec(text)?.[0] ?? "";
    })
    .registerFunction("string.findAll(string): list<string>", (text: string, pattern: string) => {
      const { source, flags } = regExp(pattern);
      return [...text.matchAll(new RegExp(source, `${flags}g`))].map(([found]) => found);
    })
    .registerFunction(
      "string.replace(string, string): string",
      (text: string, old: string, by: string) => text.replaceAll(old, () => by),
    )
    .registerFunction("isURL(string): bool", (text: string) => {
      const url = URL.parse(text);
      return url !== null || text.startsWith("/");
    });
}

/** One that JavaScript cannot say throws an error that is no refusal. */
function regExp(pattern: string): RegExp {
  const found = patternOf(pattern);
  if (!found) throw new Error(`the pattern ${pattern} is none of JavaScript`);
  return found;
}

/** Kubernetes takes no zones, and no IPv4 addresses written as IPv6. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%") && !/^::ffff:[\d.]+$/i.test(text);
}

function isBlock(text: string): boolean {
  return formats["cidr"]?.test(text) ?? isCidr(text);
}

function isCidr(text: string): boolean {
  const [address = "", bits = ""] = text.split("/");
  const most = isIPv4(address) ? 32 : 128;
  return isAddress(address) && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function addAddresses(environment: Environment): void {
  environment
    .registerFunction("isIP(string): bool", isAddress)
    .registerFunction("isCIDR(string): bool", isBlock);
}

function addQuantities(environment: Environment): void {
  const type = "kubernetes.Quantity";
  const compare = (one: Quantity, other: Quantity): number => Math.sign(one.amount - other.amount);
  environment
    .registerFunction(
      "isQuantity(string): bool",
      (text: string) => readQuantity(text) !== undefined,
    )
    .registerFunction(`quantity(string): ${type}`, (text: string) => new Quantity(text))
    .registerFunction(`${type}.sign(): int`, ({ amount }: Quantity) => BigInt(Math.sign(amount)))
    .registerFunction(`${type}.isInteger(): bool`, ({ amount }: Quantity) =>
      Number.isSafeInteger(amount),
    )
    .registerFunction(`${type}.asApproximateFloat(): double`, ({ amount }: Quantity) => amount)
    .registerFunction(`${type}.compareTo(${type}): int`, (one: Quantity, other: Quantity) =>
      BigInt(compare(one, other)),
    )
    .registerFunction(
      `${type}.isGreaterThan(${type}): bool`,
      (one: Quantity, other: Quantity) => compare(one, other) > 0,
    )
    .registerFunction(
      `${type}.isLessThan(${type}): bool`,
      (one: Quantity, other: Quantity) => compare(one, other) < 0,
    );
}

type Comparable = bigint | number | string | boolean;

function addLists(environment: Environment): void {
  const ordered = (list: readonly Comparable[]): boolean =>
    list.every((one, i) => i === 0 || list[i - 1]! <= one);
  const least = (list: readonly Comparable[], sign: 1 | -1): Comparable => {
    if (list.length === 0) throw new RangeError("an empty list has none");
    return list.reduce((one, other) => ((sign === 1 ? other < one : other > one) ? other : one));
  };
  environment
    .registerFunction("list.isSorted(): bool", ordered)
    .registerFunction("list.min(): dyn", (list: readonly Comparable[]) => least(list, 1))
    .registerFunction("list.max(): dyn", (list: readonly Comparable[]) => least(list, -1))
    .registerFunction("list.indexOf(dyn): int", (list: readonly unknown[], one: unknown) =>
      BigInt(list.indexOf(one)),
    )
    .registerFunction("list.lastIndexOf(dyn): int", (list: readonly unknown[], one: unknown) =>
      BigInt(list.lastIndexOf(one)),
    );
}
