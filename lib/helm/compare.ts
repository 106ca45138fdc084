import type { Manifest } from "../kubernetes/manifest.ts";
import { identityOf, titleOf } from "../kubernetes/manifest.ts";

/** Where two renderings of the same chart differ. */
export interface Difference {
  readonly title: string;
  /** As `data.admin-password`; none where the object as a whole comes and goes. */
  readonly fields: readonly string[];
}

/** The fields of each object that came out otherwise. */
export function differences(one: readonly Manifest[], other: readonly Manifest[]): Difference[] {
  const others = new Map(other.map((object) => [identityOf(object), object]));
  const found = one.flatMap((object): Difference[] => {
    const twin = others.get(identityOf(object));
    others.delete(identityOf(object));
    if (!twin) return [{ title: titleOf(object), fields: [] }];
    const fields = [...fieldsOf(object, twin, "")];
    return fields.length === 0 ? [] : [{ title: titleOf(object), fields }];
  });
  return [
    ...found,
    ...[...others.values()].map((object) => ({ title: titleOf(object), fields: [] })),
  ];
}

function* fieldsOf(one: unknown, other: unknown, at: string): Iterable<string> {
  if (Object.is(one, other)) return;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) {
    yield at;
    return;
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    const step = Array.isArray(one) ? `${at}[${key}]` : at ? `${at}.${key}` : key;
    const [left, right] = [one, other].map((value) => (value as Record<string, unknown>)[key]);
    yield* fieldsOf(left, right, step);
  }
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
