import { pathText } from "./schema/messages.ts";

export type Key = string | number;

/** Takes `spec.ports[0]["a.b"]` apart. */
export function keysOf(path: string): Key[] {
  return [...path.matchAll(/\["([^\]]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, place, plain]) => (place === undefined ? (quoted ?? plain!) : Number(place)),
  );
}

export function valueAt(root: unknown, keys: readonly Key[]): unknown {
  return keys.reduce<unknown>((at, key) => (at as Record<Key, unknown> | undefined)?.[key], root);
}

/** The path of a field: `data["app.yaml"]`, `service.annotations`. */
export function fieldOf(path: string, key: string): string {
  return pathText([key], path);
}

/** What a problem with a field is about, as the compiler names it too: see `about` of a Problem. */
export function aboutOf(path: string): string {
  return `field ${keysOf(path).findLast((key) => typeof key === "string") ?? ""}`;
}

/** What was found in a value below another one. */
export interface Leaf<Found> {
  readonly path: string;
  readonly found: Found;
}

/** What it finds in a value that holds no others, by the key or number that it has in the object or list it stands in. */
export type Look<Found> = (value: unknown, key: Key, holder: object) => Found | undefined;

/**
 * Looks at all values that hold no others, but for those below a key that is passed over. Paths are made of what was
 * found alone: nothing is, nearly always.
 */
export function findLeaves<Found>(
  root: unknown,
  look: Look<Found>,
  { path = "", passes }: { path?: string; passes?: (key: string) => boolean } = {},
): Leaf<Found>[] {
  const leaves: Leaf<Found>[] = [];
  const above: Key[] = [];
  const visit = (value: unknown, key: Key, holder: object): void => {
    if (typeof value === "object" && value !== null) {
      above.push(key);
      visitAll(value);
      above.pop();
      return;
    }
    const found = look(value, key, holder);
    if (found !== undefined) leaves.push({ path: pathText([...above, key], path), found });
  };
  const visitAll = (holder: object): void => {
    if (Array.isArray(holder)) {
      for (let i = 0; i < holder.length; i++) visit(holder[i], i, holder);
      return;
    }
    for (const key in holder)
      if (!passes?.(key)) visit((holder as Record<string, unknown>)[key], key, holder);
  };
  if (typeof root === "object" && root !== null) visitAll(root);
  return leaves;
}
