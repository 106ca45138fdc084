import type { Thing } from "./references.ts";
import { address, defaultClass, network } from "./references.ts";

const namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"].map(
  (name): Thing => ({ kind: "Namespace", namespace: "", name }),
);

const secret = (namespace: string, name: string): Thing => ({ kind: "Secret", namespace, name });

/** What stands in each cluster before the first sync: parts of k3s, and Secrets that the bootstrap makes. */
export const given: Readonly<Record<string, readonly Thing[]>> = {
  management: [...namespaces, secret("argocd", "argocd-redis")],
  production: namespaces,
  edge: [...namespaces, defaultClass, { kind: "StorageClass", namespace: "", name: "local-path" }],
  local: [
    ...namespaces,
    network,
    address,
    defaultClass,
    secret("argocd", "argocd-redis"),
    secret("staging", "vulnerability-database"),
  ],
};
