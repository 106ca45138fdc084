import { createRequire } from "node:module";
import type * as library from "@marcbachmann/cel-js";
import type * as extensions from "./functions.ts";

/** What comes of a rule: whether it holds, or that it cannot be judged here. */
export type Verdict = boolean | "unknown";

export interface Program {
  /** Why it cannot be judged; undefined where it can. */
  readonly fault: string | undefined;
  run(variables: Readonly<Record<string, unknown>>): unknown;
}

/** Of a value by itself, and not of what this library lacks: the API server refuses for them, too. */
const refusing = new Set([
  "division_by_zero",
  "index_out_of_range",
  "int_conversion_error",
  "invalid_duration",
  "invalid_timestamp",
  "modulo_by_zero",
  "no_such_key",
  "numeric_overflow",
  "optional_value_missing",
  "uint_conversion_error",
]);

const load = createRequire(import.meta.url);
const programs = new Map<string, Program>();
let environment: library.Environment | undefined;

/** An expression in CEL over `self` and `oldSelf`, read once per process. */
export function programOf(expression: string): Program {
  let program = programs.get(expression);
  if (!program) programs.set(expression, (program = read(expression)));
  return program;
}

/** Whether a rule holds. */
export function verdictOf(program: Program, variables: Readonly<Record<string, unknown>>): Verdict {
  if (program.fault !== undefined) return "unknown";
  try {
    const result = program.run(variables);
    return typeof result === "boolean" ? result : "unknown";
  } catch (error) {
    return refusing.has((error as { code?: string }).code ?? "") ? false : "unknown";
  }
}

/** A value that may be missing, as an optional of CEL. */
export function optional(value: unknown): unknown {
  const { Optional } = load("@marcbachmann/cel-js") as typeof library;
  return value === undefined || value === null ? Optional.none() : Optional.of(value);
}

function read(expression: string): Program {
  try {
    environment ??= makeEnvironment();
    const parsed = environment.parse(inPlace(expression));
    const checked = parsed.check();
    const fault = checked.valid ? undefined : firstLine(checked.error);
    return { fault, run: (variables) => parsed(variables) };
  } catch (error) {
    return { fault: firstLine(error), run: () => undefined };
  }
}

/**
 * The library's own `matches` reads patterns as JavaScript does, and its `has` takes no items of lists; neither can be
 * replaced.
 */
function inPlace(expression: string): string {
  return expression.replace(/\bmatches\(/g, "matchesRe2(").replace(/\bhas\(/g, "isThere(");
}

function firstLine(error: unknown): string {
  return (error as Error).message.split("\n")[0]!;
}

/** Most fleets have no object with a rule: it is loaded for the first that has one. */
function makeEnvironment(): library.Environment {
  const { Environment } = load("@marcbachmann/cel-js") as typeof library;
  const { addFunctions } = load("./functions.ts") as typeof extensions;
  const made = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 1_000_000, maxListElements: 100_000 },
  });
  made.registerVariable("self", "dyn").registerVariable("oldSelf", "dyn");
  addFunctions(made);
  return made;
}
