import type { Cluster } from "../../lib/model/cluster.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { apiPort } from "./k3s-config.ts";

/** The kubelet runs what stands here, before there is an API server to ask. */
export const kubeVipFile = "/var/lib/rancher/k3s/agent/pod-manifests/kube-vip.yaml";

/** Whether the cluster's endpoint is no server's own address, so that something must hold it. */
export function hasVirtualAddress({ endpoint, nodes }: Cluster): boolean {
  return !nodes.some(({ address }) => address === endpoint);
}

/** A static pod on each server: one of them answers for the endpoint, another when it is gone. */
export function kubeVipManifest({ endpoint }: Cluster, image: string): string {
  const env = {
    address: endpoint,
    port: String(apiPort),
    vip_arp: "true",
    vip_subnet: "32",
    cp_enable: "true",
    cp_namespace: "kube-system",
    svc_enable: "false",
    vip_leaderelection: "true",
    vip_leasename: "plndr-cp-lock",
    vip_leaseduration: "5",
    vip_renewdeadline: "3",
    vip_retryperiod: "1",
  };
  const fromNode = { fieldRef: { fieldPath: "spec.nodeName" } };
  return toYaml({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "kube-vip", namespace: "kube-system" },
    spec: {
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      // It asks the API server of its own node, by the name that kubeadm gives it.
      hostAliases: [{ ip: "127.0.0.1", hostnames: ["kubernetes"] }],
      containers: [
        {
          name: "kube-vip",
          image,
          args: ["manager"],
          env: [
            { name: "vip_nodename", valueFrom: fromNode },
            ...Object.entries(env).map(([name, value]) => ({ name, value })),
          ],
          securityContext: { capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] } },
          // It reads it alone. A narrower one does not exist before there is an API server to ask for one.
          volumeMounts: [
            { name: "kubeconfig", mountPath: "/etc/kubernetes/admin.conf", readOnly: true },
          ],
        },
      ],
      // The type File: without it the pod would start before k3s has written the file.
      volumes: [
        { name: "kubeconfig", hostPath: { path: "/etc/rancher/k3s/k3s.yaml", type: "File" } },
      ],
    },
  });
}
