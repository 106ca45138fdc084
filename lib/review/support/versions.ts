/**
 * What is to be said of a step from one version to another; undefined for a step onwards within one major. Tags of
 * images have any end (`1.2-alpine`, `v3`), so what counts are the numbers that they begin with.
 */
export function stepOf(from: string, to: string): "older" | "major" | undefined {
  const [was, is] = [numbersOf(from), numbersOf(to)];
  if (!was || !is) return undefined;
  const place = was.findIndex((number, i) => number !== is[i]);
  if (place < 0) return undefined;
  if (is[place]! < was[place]!) return "older";
  return place === 0 ? "major" : undefined;
}

function numbersOf(version: string): [number, number, number] | undefined {
  const [found, major, minor = 0, patch = 0] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return found === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** An image taken apart: `registry/path`, tag and digest. */
export interface Image {
  /** Absent where it is the default of whoever runs it. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** As containers do it: a first part without a dot, a colon or `localhost` is no registry. */
export function imageOf(text: string): Image {
  const [name = "", digest] = text.split("@");
  const [, path = "", tag] = /^(.+?)(?::([\w.-]+))?$/.exec(name) ?? [];
  const [first = "", ...rest] = path.split("/");
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return {
    ...(isRegistry && { registry: first }),
    repository: isRegistry ? rest.join("/") : path,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}
