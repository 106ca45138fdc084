import { credentialIn, holdsCredential } from "./credentials.ts";
import type { Key } from "../../kubernetes/paths.ts";
import { keysOf, valueAt } from "../../kubernetes/paths.ts";

/** What `check` found, without the value where that may be a credential. */
export function told(path: string, message: string, root: object): string {
  const keys = keysOf(path);
  const value = valueAt(root, keys);
  const isText = typeof value === "string" || typeof value === "number";
  const name = nameAt(root, keys);
  const hides =
    isText && (holdsCredential(name) || credentialIn(name, String(value)) !== undefined);
  return hides ? "is not as its schema asks for; correct it" : message;
}

/** What a value is called: an environment variable has its name beside it, an argument has it before. */
function nameAt(root: object, keys: readonly Key[]): string {
  const key = keys.at(-1)!;
  const parent = (valueAt(root, keys.slice(0, -1)) ?? {}) as Record<string | number, unknown>;
  if (typeof key === "number") return String(parent[key - 1]).replace(/^-+/, "");
  return String(key === "value" ? parent["name"] : key);
}
