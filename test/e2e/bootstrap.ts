import { randomBytes } from "node:crypto";
import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { filled } from "../../scripts/bootstrap/secret-steps.ts";
import type { ApiServer } from "./api-server.ts";
import type { Kube } from "./kube.ts";
import { planOf } from "./plans.ts";

/** What a cluster has before GitOps starts, with values that mean nothing. */
export async function createBootstrapSecrets(kube: Kube, cluster: Cluster): Promise<void> {
  for (const [path, keys] of Object.entries(bootstrapSecrets(cluster))) {
    const [namespace = "", name = ""] = path.split("/");
    const metadata = { name, namespace };
    const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(8).toString("hex")]));
    const base = `/api/v1/namespaces/${namespace}`;
    await kube.apply(base, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const secret = { apiVersion: "v1", kind: "Secret", metadata, stringData };
    await kube.apply(`${base}/secrets/${name}`, secret);
  }
}

/** By which the hub knows the clusters that it syncs. One that does not run has credentials that lead nowhere. */
export async function createClusterSecrets(
  fleet: Fleet,
  servers: readonly ApiServer[],
): Promise<void> {
  const hub = servers.find(({ name }) => name === fleet.hub);
  if (!hub) return;
  const plan = planOf(fleet.clusters.find(({ name }) => name === fleet.hub)!);
  for (const { namespace, secrets } of plan.components) {
    for (const request of secrets.filter(({ madeByBootstrap }) => madeByBootstrap)) {
      const { token, ca } = servers.find(({ name }) => name === request.template!["name"]) ?? hub;
      const values = { token, ca: Buffer.from(ca).toString("base64") };
      const { stringData, metadata } = filled(request, values);
      await hub.kube.apply(`/api/v1/namespaces/${namespace}/secrets/${request.name}`, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { ...metadata, name: request.name, namespace },
        stringData,
      });
    }
  }
}
