import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import type { Capability } from "../../lib/model/capability.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { bundledParts } from "../../lib/model/distribution.ts";
import type { Thing } from "./references.ts";
import { address, defaultClass, network } from "./references.ts";

const of = (kind: string, namespace: string, name: string): Thing => ({ kind, namespace, name });

const namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"].map((name) =>
  of("Namespace", "", name),
);

const things: Readonly<Partial<Record<Capability, Thing>>> = {
  cni: network,
  "load-balancer": address,
  "default-storage": defaultClass,
};

/** What stands in a cluster before the first sync: parts of its distribution, and Secrets that the bootstrap makes. */
export function given(cluster: Cluster): Thing[] {
  const bundled = [...bundledParts(cluster).values()];
  const parts = bundled.flatMap(({ provides, storageClass, ingressClasses = [] }) => {
    return [
      ...Object.keys(provides).flatMap((one) => things[one as Capability] ?? []),
      ...(storageClass ? [of("StorageClass", "", storageClass.name)] : []),
      ...ingressClasses.map((name) => of("IngressClass", "", name)),
    ];
  });
  const secrets = Object.keys(bootstrapSecrets(cluster)).map((path) => {
    const [namespace = "", name = ""] = path.split("/");
    return of("Secret", namespace, name);
  });
  return [...namespaces, ...parts, ...secrets];
}
