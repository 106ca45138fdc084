import { Type } from "../../lib/kubernetes/schema/node.ts";
import { noField, wrongTypeOf } from "../../lib/kubernetes/schema/messages.ts";
import { importedCharts } from "../../lib/kubernetes/chart.ts";
import { didYouMean } from "../../lib/words.ts";
import type { Spot } from "./spot.ts";
import type { TypeTexts } from "./type-text.ts";
import { nameOf } from "./type-text.ts";

/** The line of the compiler that matters, and what it is about. */
export interface Found {
  readonly text: string;
  /** The compiler's first line. */
  readonly head: string;
  readonly spot: Spot;
  /** Fields that lead to it from where the compiler points. */
  readonly path: readonly string[];
}

export interface Told {
  /** `<what was found>; <what to do>`. */
  readonly message: string;
  readonly about?: string;
}

type Translation = (match: readonly string[], found: Found, types: TypeTexts) => Told | undefined;

const meant = String.raw`(?: Did you mean (?:to write )?'"?(.+?)"?'\?)?`;

const translations: readonly (readonly [RegExp, Translation])[] = [
  [
    new RegExp(`^Object literal may only .*? '(.+?)' does not exist in type '(.+)'\\.${meant}$`),
    unknownField,
  ],
  [new RegExp(`^Property '(.+?)' does not exist on type '(.+?)'\\.${meant}$`), unknownField],
  [/^Property '(.+?)' is missing in type '.+' but required in type '(.+)'\.$/, missing],
  [/^Type '.+' is missing the following properties from type '(.+?)': (.+)$/, severalMissing],
  [/^Type '(.+)' has no properties in common with type '(.+)'\.$/, wrong],
  [/^Type '.*' is not assignable to type '(.*missing capability: .*)'\.$/, capability],
  [new RegExp(`^Type '(.+)' is not assignable to type '(.+)'\\.${meant}$`), wrong],
  [/^Argument of type '(.+)' is not assignable to parameter of type '(.+)'\.$/, wrong],
  [/^Expected (.+) arguments?, but got (\d+)\.$/, wrongCount],
  [new RegExp(`^Cannot find name '(.+?)'\\.${meant}$`), unknownName],
  [/^Cannot find module '(.+?)' or its/, unknownModule],
  [
    new RegExp(`^(?:Module )?'"(.+?)"' (?:has no exported|declares) .*?'(.+?)'.*?\\.${meant}`),
    noExport,
  ],
  [/^An object literal cannot have multiple properties with the same name\.$/, twice],
];

/** What has no translation keeps the compiler's own words. */
export function translate(found: Found, types: TypeTexts): Told {
  for (const [pattern, translation] of translations) {
    const match = pattern.exec(found.text)?.slice(1);
    const told = match && translation(match, found, types);
    if (told) return told;
  }
  return kept(found);
}

function kept({ head }: Found): Told {
  const text = head.replace(/\.$/, "");
  return { message: `${text[0]!.toLowerCase()}${text.slice(1)}; correct it` };
}

function unknownField(
  [key = "", type = "", meantKey]: readonly string[],
  _: Found,
  types: TypeTexts,
): Told {
  const name = nameOf(type);
  const what = name === undefined ? key : `${key} of ${name}`;
  const message = meantKey
    ? `is not a field; did you mean "${meantKey}"?`
    : noField(types.fields(type), key);
  return { message: `${what} ${message}`, about: `field ${key}` };
}

function missing([key = "", type = ""]: readonly string[], found: Found): Told {
  if (key === "chart" && found.spot.call === "chart") return unknownChart(found);
  const owner = found.spot.key ?? nameOf(type);
  const what = owner === undefined ? key : `${key} of ${owner}`;
  return { message: `${what} is missing; add it`, about: `field ${key}` };
}

function severalMissing(match: readonly string[], found: Found, types: TypeTexts): Told {
  const [type = "", list = ""] = match;
  if (type.startsWith("readonly ") || type.endsWith("[]"))
    return wrong(["", type], found, types) ?? kept(found);
  const keys = list.replace(/, and \d+ more\.$/, "").split(", ");
  const owner = found.spot.key ?? nameOf(type);
  const of = owner === undefined ? "" : ` of ${owner}`;
  const message = `${keys.slice(0, -1).join(", ")} and ${keys.at(-1)}${of} are missing; add them`;
  return { message, about: `field ${keys[0]}` };
}

function capability([to = ""]: readonly string[]): Told {
  const names = [...to.matchAll(/missing capability: ([\w-]+)/g)].map(([, name]) => name!);
  const lacking = names.length === 1 ? "add a component that does" : "add components that do";
  return {
    message: `components need ${names.join(" and ")}, which nothing in this cluster provides; ${lacking}`,
    about: `need ${names[0]}`,
  };
}

/** A word that is none of those allowed, or a value of another type. */
function wrong(
  [from = "", to = "", meantWord]: readonly string[],
  found: Found,
  types: TypeTexts,
): Told | undefined {
  const { spot } = found;
  if (types.alternatives(to).includes("ImportedChart")) return unknownChart(found);
  if (from.startsWith("{") && /^\{|^\w+(<|$)/.test(to)) return strayField(from, to, found, types);
  const key = spot.key ?? found.path.at(-1);
  const about = `field ${key ?? spot.within ?? ""}`;
  const value = valueOf(spot, from);
  const subject =
    key === undefined && spot.within !== undefined ? `${spot.within} has` : `${key ?? "it"} is`;
  if (to.startsWith("Distribution<")) {
    const name = textOf(spot.value);
    const todo =
      name === undefined
        ? "import one from charts/distributions.ts"
        : `import ${name} from charts/distributions.ts and write it without quotes`;
    return { message: `${subject} ${value}, which is none; ${todo}`, about };
  }
  if (to === "AnyPlacement") {
    const todo = from.includes("=>")
      ? "call it with its options"
      : "list components, called with their options";
    return { message: `${subject} ${value}, not a component; ${todo}`, about };
  }
  const words = types.words(to);
  if (words) {
    const near = meantWord === undefined ? didYouMean(textOf(spot.value) ?? "", words) : undefined;
    const todo =
      (meantWord === undefined ? near : `did you mean "${meantWord}"?`) ??
      `use ${words.length === 1 ? "" : "one of "}${words.toSorted().join(", ")}`;
    return { message: `${subject} ${value}; ${todo}`, about };
  }
  if (meantWord !== undefined)
    return { message: `${subject} ${value}; did you mean "${meantWord}"?`, about };
  const bits = bitsOf(to, types);
  if (bits === 0) return undefined;
  const message = wrongTypeOf(bits, literalOf(spot.value), value);
  // What is no literal cannot be put in quotes.
  const told =
    spot.value === undefined ? message.replace(/; write it in quotes$/, "; correct it") : message;
  return { message: `${subject} ${told}`, about };
}

/** Objects with no field in common, or with one that is of another type in both. */
function strayField(from: string, to: string, found: Found, types: TypeTexts): Told | undefined {
  const known = types.fields(to);
  const stray = types.fields(from).find((key) => !known.includes(key));
  return stray === undefined || known.length === 0
    ? undefined
    : unknownField([stray, to], found, types);
}

function unknownChart({ spot: { first, value }, text }: Found): Told {
  const name = textOf(first) ?? textOf(value) ?? /^Type '"(.+?)"'/.exec(text)?.[1] ?? "";
  const todo =
    didYouMean(name, Object.keys(importedCharts())) ??
    `add it to clusters/charts.lock.yaml and run "npm run charts -- pull ${name}"`;
  return { message: `chart is "${name}", which is not imported; ${todo}`, about: `chart ${name}` };
}

function wrongCount([wanted = "", given = ""]: readonly string[], { spot }: Found): Told {
  return {
    message: `${spot.call ?? "it"} takes ${wanted} arguments, not ${given}; give its options`,
  };
}

function unknownName([name = "", meantName]: readonly string[]): Told {
  const todo = meantName ? `did you mean "${meantName}"?` : "import it, or correct the name";
  return { message: `${name} is not defined; ${todo}` };
}

function unknownModule([path = ""]: readonly string[]): Told {
  const what = /^[./]/.test(path) ? "file" : "package";
  return { message: `${what} ${path} does not exist; correct the path` };
}

function noExport([path = "", name = "", meantName]: readonly string[], { spot }: Found): Told {
  const todo = meantName ? `did you mean "${meantName}"?` : "correct the name";
  return { message: `${spot.module ?? path} exports no ${name}; ${todo}` };
}

function twice(_: readonly string[], { spot: { key } }: Found): Told {
  return { message: `${key ?? "a field"} stands twice in one object; remove one` };
}

/** The value as it stands there, or what the compiler calls its type. */
function valueOf({ value }: Spot, type: string): string {
  if (value !== undefined) return value;
  if (/^".*"$/.test(type)) return type;
  if (type.endsWith("[]") || type.startsWith("readonly ") || type.startsWith("[")) return "a list";
  if (type.includes("=>")) return "a function";
  if (type.startsWith("{")) return "an object";
  const name = nameOf(type);
  return name === undefined ? (type === "" ? "an object" : `of type ${type}`) : `a ${name}`;
}

function literalOf(value: string | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value);
  } catch {
    return undefined;
  }
}

function textOf(value: string | undefined): string | undefined {
  const literal = literalOf(value);
  return typeof literal === "string" ? literal : undefined;
}

/** What a type allows, as bits. */
function bitsOf(type: string, types: TypeTexts): number {
  return types.alternatives(type).reduce((bits, part) => bits | bitsOfOne(part), 0);
}

function bitsOfOne(type: string): number {
  if (type === "string" || /^["`]/.test(type)) return Type.string;
  if (type === "number" || /^-?\d/.test(type)) return Type.integer | Type.fraction;
  if (["boolean", "true", "false"].includes(type)) return Type.boolean;
  if (/^(?:readonly |\[)|\]$/.test(type)) return Type.array;
  return type.includes("=>") || ["never", "unknown", "any"].includes(type) ? 0 : Type.object;
}
