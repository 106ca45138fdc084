import type { Manifest } from "../kubernetes/manifest.ts";
import { identityOf, titleOf } from "../kubernetes/manifest.ts";

/** Where two renderings of the same chart differ. */
export interface Difference {
  readonly title: string;
  /** As `data.admin-password`; empty where the object as a whole comes and goes. */
  readonly field: string;
}

/** The first field of each object that came out otherwise. */
export function differences(one: readonly Manifest[], other: readonly Manifest[]): Difference[] {
  const others = new Map(other.map((object) => [identityOf(object), object]));
  const found = one.flatMap((object): Difference[] => {
    const twin = others.get(identityOf(object));
    others.delete(identityOf(object));
    const field = twin ? firstDifference(object, twin, "") : "";
    return field === undefined ? [] : [{ title: titleOf(object), field }];
  });
  return [
    ...found,
    ...[...others.values()].map((object) => ({ title: titleOf(object), field: "" })),
  ];
}

function firstDifference(one: unknown, other: unknown, at: string): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return at;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    const step = Array.isArray(one) ? `${at}[${key}]` : at ? `${at}.${key}` : key;
    const [left, right] = [one, other].map((value) => (value as Record<string, unknown>)[key]);
    const found = firstDifference(left, right, step);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Values of a chart whose name is the field's, written otherwise: `adminPassword` for `data.admin-password`. */
export function valuesLike(field: string, paths: Iterable<string>): string[] {
  const name = plain(field);
  return [...paths].filter((path) => plain(path) === name);
}

function plain(path: string): string {
  return path
    .split(".")
    .at(-1)!
    .replaceAll(/[^a-zA-Z0-9]/g, "")
    .toLowerCase();
}
