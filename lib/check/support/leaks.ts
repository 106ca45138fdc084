import type { Key } from "../../kubernetes/paths.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import { credentialIn } from "./credentials.ts";

/** Each text in a value that looks like a credential, as `<path> looks like <what>`, without the text. */
export function leaksIn(root: unknown, path = ""): string[] {
  return findLeaves(root, look, { path, passes }).map((leaf) => `${leaf.path}${leaf.found}`);
}

/** Ciphertext, which is what is to be there in place of a credential. */
function passes(key: string): boolean {
  return key.startsWith("encrypted");
}

function look(value: unknown, key: Key, holder: object): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const name = typeof key === "number" ? flagBefore(key, value, holder) : nameOf(key, holder);
  const what = credentialIn(name, value);
  return what && `${key === "value" && name !== key ? ` (${name})` : ""} looks like ${what}`;
}

/** A value of a list of variables has its name beside it. Keys of annotations have a domain before them. */
function nameOf(key: string, holder: object): string {
  if (key !== "value") return key.includes("/") ? key.slice(key.lastIndexOf("/") + 1) : key;
  const { name } = holder as { readonly name?: unknown };
  return typeof name === "string" ? name : key;
}

/** `password` of `--password`, where the text is not a flag itself. */
function flagBefore(place: number, value: string, holder: object): string {
  const before = (holder as readonly unknown[])[place - 1];
  if (typeof before !== "string" || value.startsWith("-")) return "";
  return /^--?([\w.-]+)$/.exec(before)?.[1] ?? "";
}
