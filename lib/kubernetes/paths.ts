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
  if (!/^[\w$-]+$/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

/** What was found in a value below another one. */
export interface Leaf<Found> {
  readonly path: string;
  readonly found: Found;
}

/**
 * What `look` finds in the values that hold no others, each with its own key. Paths are made of what was found alone:
 * nothing is, nearly always.
 */
export function findLeaves<Found>(
  root: unknown,
  look: (value: unknown, key: string) => Found | undefined,
  path = "",
): Leaf<Found>[] {
  const leaves: Leaf<Found>[] = [];
  const above: [holder: object, key: string][] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const inner in value) {
        above.push([value, inner]);
        visit((value as Record<string, unknown>)[inner], inner);
        above.pop();
      }
      return;
    }
    const found = look(value, key);
    if (found !== undefined) leaves.push({ path: above.reduce(below, path), found });
  };
  visit(root, "");
  return leaves;
}

function below(path: string, [holder, key]: readonly [object, string]): string {
  return Array.isArray(holder) ? `${path}[${key}]` : fieldOf(path, key);
}
