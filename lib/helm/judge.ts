import type { Manifest } from "../kubernetes/manifest.ts";
import { identityOf } from "../kubernetes/manifest.ts";
import type { Printed } from "./print.ts";
import type { ChartRequest } from "./request.ts";

/** Where a value stands: keys of maps, and places in lists. */
export type ValueKeys = readonly (string | number)[];

export type Print = (request: ChartRequest) => Promise<Printed>;

/**
 * Which of these values of a chart are without effect: leaving them out, all together, changes nothing that Helm
 * prints. All are left out first, then halves of them.
 */
export async function judgeValues(
  request: ChartRequest,
  suspects: readonly ValueKeys[],
  print: Print,
): Promise<ValueKeys[]> {
  if (suspects.length === 0) return [];
  const base = await print(request);
  if (base.issue !== undefined) return [];
  const without: ValueKeys[] = [];
  const judge = async (some: readonly ValueKeys[]): Promise<void> => {
    const values = leaveOut(request.values, [...without, ...some]) as ChartRequest["values"];
    if (isSame(base, await print({ ...request, values }))) without.push(...some);
    else if (some.length > 1) {
      const half = Math.ceil(some.length / 2);
      await judge(some.slice(0, half));
      await judge(some.slice(half));
    }
  };
  await judge(suspects);
  return without;
}

/**
 * The same of values of which most have an effect: each is left out by itself, beside those that have none. `changes`:
 * whether anything does with these values.
 */
export async function judgeEach(
  values: ChartRequest["values"],
  suspects: readonly ValueKeys[],
  changes: (values: ChartRequest["values"]) => Promise<boolean>,
): Promise<ReadonlySet<ValueKeys>> {
  const without = new Set<ValueKeys>();
  for (const one of suspects) {
    const left = leaveOut(values, [...without, one]) as ChartRequest["values"];
    if (!(await changes(left))) without.add(one);
  }
  return without;
}

/** The values without some of them; a place in a list is emptied, so that the places after it stay. */
export function leaveOut(values: unknown, paths: readonly ValueKeys[]): unknown {
  if (typeof values !== "object" || values === null || paths.length === 0) return values;
  const entries = Object.entries(values).flatMap(([key, value]) => {
    const below = paths.filter(([first]) => String(first) === key).map(([, ...rest]) => rest);
    return below.some(({ length }) => length === 0) ? [] : [[key, leaveOut(value, below)] as const];
  });
  if (!Array.isArray(values)) return Object.fromEntries(entries);
  const kept = new Map(entries);
  return values.map((_, i) => kept.get(String(i)) ?? null);
}

/** Whether nothing changed but what changes each time. A chart that fails is not the same. */
export function isSame(base: Printed, changed: Printed): boolean {
  if (base.issue !== undefined || changed.issue !== undefined) return false;
  const { objects, again = objects } = base;
  const [one, twin, other] = [objects, again, changed.objects].map(byIdentity);
  return isAlike(one, twin, other);
}

function byIdentity(objects: readonly Manifest[]): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(objects.map((object) => [identityOf(object), object]));
}

/** Compares what is the same in `one` and its `twin`, which were made of the same. */
function isAlike(one: unknown, twin: unknown, other: unknown): boolean {
  if (!isBranch(one) || !isBranch(twin)) return !Object.is(one, twin) || Object.is(one, other);
  if (!isBranch(other)) return false;
  const keys = new Set([one, twin, other].flatMap((branch) => Object.keys(branch)));
  return [...keys].every((key) => {
    const [left, right, changed] = [one, twin, other].map(
      (branch) => (branch as Record<string, unknown>)[key],
    );
    return isAlike(left, right, changed);
  });
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
