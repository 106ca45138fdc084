import { signersOf } from "../build/signers.ts";
import type { Fleet } from "../model/cluster.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { argocdNamespace, rootName } from "../order/names.ts";

/**
 * The AppProject of a cluster's root alone: Applications and AppProjects from the fleet's repository, into Argo CD's
 * own namespace. What else stands among them by mistake or malice, the root does not apply. It stands beside root.yaml
 * and not below apps/, so that nobody who may push widens it: `npm run bootstrap` applies both, it first.
 */
export function rootProjectManifest(fleet: Fleet, cluster: string): Manifest {
  const known = fleet.clusters.find(({ name }) => name === cluster);
  const signers = known ? signersOf(fleet, known) : [];
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: rootName(cluster), namespace: argocdNamespace },
    spec: {
      description: `the root of cluster ${cluster}`,
      sourceRepos: [fleet.repository.url],
      destinations: [{ name: "in-cluster", namespace: argocdNamespace }],
      namespaceResourceWhitelist: ["Application", "AppProject"].map((kind) => ({
        group: "argoproj.io",
        kind,
      })),
      // Of the root alone: what it deploys is named there by commits, so that this signature covers all of it.
      ...(signers.length > 0 && { signatureKeys: signers.map((keyID) => ({ keyID })) }),
    },
  };
}
