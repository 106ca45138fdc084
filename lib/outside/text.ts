import { load, loadAll, type LoadOptions } from "js-yaml";

/** Why a text that others wrote is not taken, on one line. */
export class BadText extends Error {}

/** Characters; the greatest index of charts that is read as a whole has 20 million. */
const longest = 32 * 1024 * 1024;

/** Maps and lists inside one another: js-yaml's own bound, which JSON shall not pass either. */
const deepest = 100;

/** What a text stands for, aliases followed: the schemas of the largest chart are 100,000 values. */
const most = 2_000_000;

/** The first document of a YAML text. Throws a BadText. */
export function readYaml(text: string, options?: LoadOptions): unknown {
  return bounded(text, () => load(text, options));
}

/** All documents of a YAML text. Throws a BadText. */
export function readAllYaml(text: string, options?: LoadOptions): unknown[] {
  return bounded(text, () => loadAll(text, options));
}

/** Throws a BadText. */
export function readJson(text: string): unknown {
  return bounded(text, () => JSON.parse(text) as unknown);
}

function bounded<Value>(text: string, read: () => Value): Value {
  if (text.length > longest) throw new BadText("has more than 32 million characters");
  let value: Value;
  try {
    value = read();
  } catch (error) {
    throw new BadText((error as Error).message.split("\n")[0]);
  }
  requireBounded(value);
  return value;
}

/**
 * Throws a BadText for what no program could walk through: depth ends its stack, and a few aliases of aliases are more
 * values than there is memory. A key `__proto__` is none of any chart, and an assignment to it no field.
 */
function requireBounded(root: unknown): void {
  const waiting: [value: unknown, depth: number][] = [[root, 0]];
  for (let count = 0; waiting.length > 0; count++) {
    const [value, depth] = waiting.pop()!;
    if (count > most) throw new BadText("stands for more than 2 million values");
    if (typeof value !== "object" || value === null) continue;
    if (depth > deepest) throw new BadText(`is nested more than ${deepest} levels deep`);
    if (Object.hasOwn(value, "__proto__")) throw new BadText('has the key "__proto__"');
    const inside: unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (const one of inside) waiting.push([one, depth + 1]);
  }
}
