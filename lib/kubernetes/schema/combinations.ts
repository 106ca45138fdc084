import * as messages from "./messages.ts";
import type { Combination, Node } from "./node.ts";
import type { Issue } from "./schema.ts";
import { report, type Walk } from "./walk.ts";

/** The alternatives a schema demands (allOf, anyOf, oneOf) and what it forbids (not). */
export function checkCombinations(node: Node, value: unknown, walk: Walk): void {
  for (const combination of node.combined) checkCombination(combination, value, walk);
}

function checkCombination(combination: Combination, value: unknown, walk: Walk): void {
  const { keyword, branches, fields } = combination;
  if (keyword === "allOf") {
    for (const branch of branches) walk.visit(branch, value, walk);
  } else if (fields && isObject(value)) {
    checkFields(keyword, fields, value, walk);
  } else if (keyword === "not") {
    const [branch] = branches;
    if (branch && fits(branch, value, walk)) report(walk, messages.forbidden(branch, value));
  } else {
    checkBranches(keyword, branches, value, walk);
  }
}

/** Combinations that only ask which fields are set need no walk. */
function checkFields(
  keyword: Combination["keyword"],
  fields: readonly string[],
  value: Fields,
  walk: Walk,
): void {
  let set = 0;
  for (const field of fields) if (value[field] !== undefined && value[field] !== null) set++;
  if (keyword === "not") {
    if (set === fields.length) report(walk, messages.severalSet(fields, value));
  } else if (set === 0) {
    report(walk, `sets none of ${fields.join(", ")}; set one`);
  } else if (set > 1 && keyword === "oneOf") {
    report(walk, messages.severalSet(fields, value));
  }
}

function checkBranches(
  keyword: "anyOf" | "oneOf",
  branches: readonly Node[],
  value: unknown,
  walk: Walk,
): void {
  const failures: Issue[][] = [];
  let attempt = attemptOf(walk);
  for (const branch of branches) {
    walk.visit(branch, value, attempt);
    if (attempt.issues.length > 0) {
      failures.push(attempt.issues);
      attempt = attemptOf(walk);
    } else if (keyword === "anyOf") return;
  }
  const matches = branches.length - failures.length;
  if (matches === 0) reportNone(branches, failures, value, walk);
  else if (matches > 1) report(walk, messages.severalMatch(value, matches));
}

function fits(branch: Node, value: unknown, walk: Walk): boolean {
  const attempt = attemptOf(walk);
  walk.visit(branch, value, attempt);
  return attempt.issues.length === 0;
}

/** Whoever adds to the path takes it away again, so that it can be shared. */
function attemptOf({ path, visit, tellsNull }: Walk): Walk {
  return { path, issues: [], visit, tellsNull };
}

/** The alternative of which the most fields are set speaks for all of them; else the first that asks for a field. */
function reportNone(
  branches: readonly Node[],
  failures: Issue[][],
  value: unknown,
  walk: Walk,
): void {
  if (typeof value !== "object" || value === null) {
    return report(walk, `is ${messages.shown(value)}, which fits no alternative; correct it`);
  }
  let best = Math.max(
    0,
    branches.findIndex(({ schema }) => schema.required),
  );
  let most = 0;
  for (const [index, { schema }] of branches.entries()) {
    const set = (schema.required ?? []).filter((name) => Object.hasOwn(value, name)).length;
    if (set > most) [best, most] = [index, set];
  }
  walk.issues.push(...(failures[best] ?? []));
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
