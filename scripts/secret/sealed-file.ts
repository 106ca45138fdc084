import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { KeyObject } from "node:crypto";
import { failure } from "../run/failure.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { seal, sealingKey } from "./seal.ts";
import type { SecretUse } from "./uses.ts";
import type { Values } from "./values.ts";

type Sealed = Record<string, Record<string, string>>;

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

export interface Sealing {
  /** A certificate in place of the one that is kept. */
  readonly certificate?: string;
  /** Asks the cluster for its present one first. */
  readonly isFetching: boolean;
  readonly signal: AbortSignal;
}

/** Seals values for one Secret and writes them into the data; other keys stay as they are. */
export async function writeSealed(use: SecretUse, values: Values, sealing: Sealing): Promise<void> {
  const { cluster, namespace, name } = use;
  const key = await keyFor(use, sealing);
  const path = sealedPath(cluster.name);
  const sealed = readSealed(path);
  const at = `${namespace}/${name}`;
  const fresh = Object.entries(values).map(([one, value]) => [
    one,
    seal(value, namespace, name, key),
  ]);
  sealed[at] = sorted({ ...sealed[at], ...(Object.fromEntries(fresh) as Record<string, string>) });
  writeWhole(path, `${JSON.stringify(sorted(sealed), null, 2)}\n`);
}

/** Whether the cluster's own file hands the sealed values to its component. */
export function isWiredUp(cluster: string): boolean {
  const file = `${clusters}${cluster}.ts`;
  return existsSync(file) && readFileSync(file, "utf8").includes(`sealed/${cluster}.json`);
}

async function keyFor(
  use: SecretUse,
  { certificate, isFetching, signal }: Sealing,
): Promise<KeyObject> {
  if (certificate !== undefined) return sealingKey(readText(certificate), certificate);
  const path = certificatePath(use.cluster.name);
  if (isFetching || !existsSync(path)) writeWhole(path, await fetchCertificate(use, signal));
  return sealingKey(readText(path), path);
}

/** Where kubeseal asks for it: the controller's Service, through the API server. */
async function fetchCertificate(
  { cluster, store }: SecretUse,
  signal: AbortSignal,
): Promise<string> {
  if (store.kind !== "sealed") throw new Error(`${cluster.name} seals nothing`);
  const { namespace, service } = store.controller;
  const path = `/api/v1/namespaces/${namespace}/services/http:${service}:/proxy/v1/cert.pem`;
  return new Kubectl(cluster, signal).run(["get", "--raw", path]);
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

function readText(path: string): string {
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

function sorted<Value>(fields: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
