import { randomBytes } from "node:crypto";
import { argocdNamespace } from "../../lib/argocd/names.ts";
import type { Cluster, Fleet } from "../../lib/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import type { Kube } from "./kube.ts";

/** What a cluster has before GitOps starts, with values that mean nothing. */
export async function createBootstrapSecrets(kube: Kube, cluster: Cluster): Promise<void> {
  for (const [path, keys] of Object.entries(cluster.secretsFromBootstrap ?? {})) {
    const [namespace = "", name = ""] = path.split("/");
    const metadata = { name, namespace };
    const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(8).toString("hex")]));
    const base = `/api/v1/namespaces/${namespace}`;
    await kube.apply(base, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const secret = { apiVersion: "v1", kind: "Secret", metadata, stringData };
    await kube.apply(`${base}/secrets/${name}`, secret);
  }
}

/**
 * What the store holds for the hub's cluster Secrets, by path: what a person puts there when a cluster joins. A cluster
 * that does not run has credentials that lead nowhere.
 */
export function clusterCredentials(
  fleet: Fleet,
  servers: readonly ApiServer[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const synced = fleet.clusters.filter(({ argocd }) => argocd === "hub");
  return new Map(
    synced.map(({ name }) => {
      const { token, ca } = servers.find((server) => server.name === name) ?? servers[0]!;
      const values = { token, ca: Buffer.from(ca).toString("base64") };
      return [`${fleet.hub}/${argocdNamespace}/cluster-${name}`, values];
    }),
  );
}
