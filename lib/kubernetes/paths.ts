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

/** What a problem with a field is about, as the compiler names it too: see `about` of a Problem. */
export function aboutOf(path: string): string {
  return `field ${keysOf(path).findLast((key) => typeof key === "string") ?? ""}`;
}
