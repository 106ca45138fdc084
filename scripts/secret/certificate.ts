import { existsSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import { FleetError } from "../../lib/problem.ts";
import { Kubectl } from "../kube/kubectl.ts";
import type { Report } from "../tell/report.ts";
import { openKeys, saveKeys, savedKeyPath } from "./saved-key.ts";
import { sealingKey } from "./seal.ts";
import { certificatePath, readText, shownPath, writeWhole } from "./sealed-file.ts";
import { certificateOf, createKey, keyList } from "./sealing-key.ts";
import type { SecretUse } from "./uses.ts";
import { placeOf } from "./uses.ts";

export interface Sealing {
  /** A certificate in place of the one that is kept. */
  readonly certificate?: string;
  /** Asks the cluster for its present one first. */
  readonly isFetching: boolean;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** The public key to seal a value with. The certificate is kept, so that the next time needs nothing else. */
export async function publicKeyFor(use: SecretUse, sealing: Sealing): Promise<KeyObject> {
  const { certificate, isFetching, signal } = sealing;
  if (certificate !== undefined) return sealingKey(readText(certificate), certificate);
  const path = certificatePath(use.cluster.name);
  if (isFetching) writeWhole(path, await fetchCertificate(use, signal));
  else if (!existsSync(path)) writeWhole(path, await firstCertificate(use, sealing));
  return sealingKey(readText(path), path);
}

/** Of the saved key, of the cluster, or of a new key: a cluster cannot be made before its values are sealed. */
async function firstCertificate(use: SecretUse, { report, signal }: Sealing): Promise<string> {
  const { cluster, store } = use;
  const saved = savedKeyPath(cluster.name);
  if (saved !== undefined) return certificateOf(await openKeys(cluster.name, saved, signal));
  try {
    return await fetchCertificate(use, signal);
  } catch (error) {
    if (!(error instanceof FleetError) || store.kind !== "sealed" || !store.keys) throw error;
    const place = { namespace: store.controller.namespace, selector: store.keys };
    const keys = [await createKey(cluster.name, signal)];
    const { site } = cluster;
    const path = await saveKeys(cluster.name, keyList(keys, place), { site, signal });
    const text = `a new key, as ${cluster.name} does not answer: its bootstrap takes it from ${shownPath(path)}; commit it`;
    report.event({ event: "note", host: placeOf(use), text });
    return certificateOf(keys);
  }
}

/** Where kubeseal asks for it: the controller's Service, through the API server. */
async function fetchCertificate(
  { cluster, store }: SecretUse,
  signal: AbortSignal,
): Promise<string> {
  if (store.kind !== "sealed") throw new Error(`${cluster.name} seals nothing`);
  const { namespace, service } = store.controller;
  const path = `/api/v1/namespaces/${namespace}/services/http:${service}:/proxy/v1/cert.pem`;
  return new Kubectl(cluster, signal, 0).run(["get", "--raw", path]);
}
