import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { failure } from "../tell/failure.ts";

/** Sealed values by `<namespace>/<name>` and key. */
export type Sealed = Record<string, Record<string, string>>;

const clusters = fileURLToPath(new URL("../../clusters/", import.meta.url));

/** Sealed values of a cluster, which its component takes: they may stand in git. */
export function sealedPath(cluster: string): string {
  return `${clusters}sealed/${cluster}.json`;
}

/** The certificate to seal with, kept beside so that sealing needs no cluster. It is no secret. */
export function certificatePath(cluster: string): string {
  return `${clusters}sealed/${cluster}.pem`;
}

/** The private keys of a cluster, sealed for those who can read backups. */
export function keyPath(cluster: string, ending: "age" | "gpg"): string {
  return `${clusters}sealed/${cluster}.key.${ending}`;
}

/** As a reader of messages finds it: from the root of the repository. */
export function shownPath(path: string): string {
  return path.replace(clusters, "clusters/");
}

/** Whether the cluster's own file hands the sealed values to its component. */
export function isWiredUp(cluster: string): boolean {
  const file = `${clusters}${cluster}.ts`;
  return existsSync(file) && readFileSync(file, "utf8").includes(`sealed/${cluster}.json`);
}

/** Nothing where there is no such file. */
export function readSealed(path: string): Sealed {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readText(path)) as Sealed;
  } catch {
    throw failure(path, "is no JSON; restore it with: git checkout -- clusters/sealed");
  }
}

/** Throws for a file that cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw failure(path, `${(error as Error).message}; name a file that can be read`);
  }
}

/** Whole or not at all. */
export function writeWhole(path: string, content: string): void {
  mkdirSync(`${clusters}sealed`, { recursive: true });
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

export function sorted<Value>(fields: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
