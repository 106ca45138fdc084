import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { ApiServer } from "../../e2e/api-server.ts";
import { kubeconfigOf } from "../../e2e/api-server.ts";
import { Kube } from "../../e2e/kube.ts";
import type { TestHosts } from "../hosts/index.ts";
import { apiPort, credentials, tls } from "../stand-ins/k3s/paths.ts";

/** The credentials and authority that its servers keep, one server after the other. */
function* keptBy(
  { nodes }: Cluster,
  house: TestHosts,
): Iterable<{ readonly token: string; readonly ca: string }> {
  for (const { name } of nodes) {
    const root = house.hosts.get(name)?.disk.root;
    const tokens = `${root}${credentials}/tokens.csv`;
    const authority = `${root}${tls}/server-ca.crt`;
    if (!root || !existsSync(tokens) || !existsSync(authority)) continue;
    const [token = ""] = readFileSync(tokens, "utf8").split(",");
    yield { token, ca: readFileSync(authority, "utf8") };
  }
}

/** Whether the machines are those of a cluster that was made anew. */
export function isAnother(cluster: Cluster, house: TestHosts, known: ApiServer): boolean {
  const [kept] = keptBy(cluster, house);
  return kept !== undefined && kept.token !== known.token;
}

/** A cluster's API server, once one of its servers has made it and it answers at the endpoint; nothing before. */
export async function findApiServer(
  cluster: Cluster,
  house: TestHosts,
  directory: string,
  address: string,
): Promise<ApiServer | undefined> {
  const { name, endpoint } = cluster;
  const url = `https://${endpoint}:${apiPort}`;
  for (const { token, ca } of keptBy(cluster, house)) {
    const kube = new Kube(url, token, ca);
    if (!(await kube.isReady())) continue;
    const files = join(directory, name);
    mkdirSync(files, { recursive: true });
    const kubeconfig = join(files, "kubeconfig");
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(name, url, ca, token)), { mode: 0o600 });
    return { name, address, url, ca, token, kube, kubeconfig, auditLog: "" };
  }
  return undefined;
}
