import { compare, coerce, major } from "semver";

/** What is to be said of a step from one version to another; undefined for a step onwards within one major. */
export function stepOf(from: string, to: string): "older" | "major" | undefined {
  const [was, is] = [coerce(from), coerce(to)];
  if (!was || !is) return undefined;
  if (compare(is, was) < 0) return "older";
  return major(is) > major(was) ? "major" : undefined;
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
