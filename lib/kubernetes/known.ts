import type { Manifest } from "./manifest.ts";

/** What an earlier run found out about an object that has not changed since, and is sound. */
export interface Known {
  /** Its file in dist/. */
  readonly content: string;
  /** Hash of the file as git has it, in hexadecimal digits. */
  readonly blob: string;
}

const known = new WeakMap<Manifest, Known>();

/** The plan neither checks nor writes such an object again. */
export function know(manifest: Manifest, facts: Known): void {
  known.set(manifest, facts);
}

export function knownOf(manifest: Manifest): Known | undefined {
  return known.get(manifest);
}
