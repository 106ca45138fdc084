import { credentialIn } from "../../check/support/credentials.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Key } from "../../kubernetes/paths.ts";

/** Stands in the place of what a report must not show. */
export const hidden = "(hidden)";

const applied = "kubectl.kubernetes.io/last-applied-configuration";

/** Which values of an object are never shown, whatever they are. */
export function isSecretPath({ apiVersion, kind }: Manifest, path: readonly Key[]): boolean {
  if (path.includes(applied)) return true;
  if (path.some((key) => typeof key === "string" && key.startsWith("encrypted"))) return true;
  return kind === "Secret" && apiVersion === "v1" && /^(?:string)?[dD]ata$/.test(String(path[0]));
}

/** A value without what looks like a credential. `name`: the field it stands in. */
export function withoutCredentials(value: unknown, name: string): unknown {
  if (typeof value === "string") return credentialIn(name, value) ? hidden : value;
  if (Array.isArray(value))
    return value.map((one, i) => withoutCredentials(one, flagBefore(value, i)));
  if (typeof value !== "object" || value === null) return value;
  const variable = (value as { readonly name?: unknown }).name;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      withoutCredentials(one, key === "value" && typeof variable === "string" ? variable : key),
    ]),
  );
}

/** `password` of `--password` in a list of arguments. */
function flagBefore(list: readonly unknown[], place: number): string {
  const before = list[place - 1];
  return typeof before === "string" ? (/^--?([\w.-]+)$/.exec(before)?.[1] ?? "") : "";
}
