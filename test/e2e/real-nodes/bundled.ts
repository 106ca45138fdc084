import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { bundledParts } from "../../../lib/model/distribution.ts";
import { moduleDirectory } from "../tools.ts";
import { serviceAddress } from "./addresses.ts";
import type { Image } from "./images.ts";
import { busybox } from "./images.ts";

const dnsImage = "registry.test/coredns:1";
const provisioner = "github.com/rancher/local-path-provisioner";
const onHost = "/opt/local-path-provisioner";
/** Where k3s has it (its docs: storage). */
const onNode = "/var/lib/rancher/k3s/storage";

/** The images of what a distribution brings along. */
export async function bundledImages(programs: string): Promise<readonly Image[]> {
  const [version] = /v[\d.]+$/.exec(moduleDirectory("local-path-provisioner", provisioner))!;
  const path = "bin/local-path-provisioner";
  return [
    {
      name: dnsImage,
      entrypoint: ["/bin/coredns"],
      programs: { "bin/coredns": join(programs, "coredns") },
    },
    {
      name: `docker.io/rancher/local-path-provisioner:${version}`,
      programs: { [path]: join(programs, "local-path-provisioner") },
    },
    // Of the pods that make and empty its folders.
    await busybox("docker.io/library/busybox:latest"),
  ];
}

/** CoreDNS, and the local-path provisioner where the distribution brings it, as k3s has them. */
export function bundledObjects(cluster: Cluster): readonly object[] {
  const storage = bundledParts(cluster).has("local-storage");
  return [...dnsObjects(serviceAddress(cluster, 10)), ...(storage ? storageObjects() : [])];
}

/** The provisioner's own, with folders that belong to the node. */
function storageObjects(): readonly object[] {
  const directory = moduleDirectory("local-path-provisioner", provisioner);
  const text = readFileSync(join(directory, "deploy", "local-path-storage.yaml"), "utf8");
  const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
  return (loadAll(text.replaceAll(onHost, onNode)) as readonly Manifest[]).map((object) =>
    object.kind === "StorageClass"
      ? { ...object, metadata: { ...object.metadata, annotations } }
      : object,
  );
}

interface Manifest {
  readonly kind: string;
  readonly metadata: object;
}

const namespace = "kube-system";
const labels = { "k8s-app": "kube-dns" };

const zone = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa
  cache 5
}
`;

function dnsObjects(clusterDns: string): readonly object[] {
  const metadata = { name: "coredns", namespace };
  const role = { name: "system:coredns" };
  const authorization = "rbac.authorization.k8s.io";
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: `${authorization}/v1`,
      kind: "ClusterRole",
      metadata: role,
      rules: [
        {
          apiGroups: [""],
          resources: ["services", "pods", "namespaces"],
          verbs: ["list", "watch"],
        },
        {
          apiGroups: ["discovery.k8s.io"],
          resources: ["endpointslices"],
          verbs: ["list", "watch"],
        },
      ],
    },
    {
      apiVersion: `${authorization}/v1`,
      kind: "ClusterRoleBinding",
      metadata: role,
      roleRef: { apiGroup: authorization, kind: "ClusterRole", name: role.name },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: zone } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, labels },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: dnsPod(metadata.name) },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace, labels },
      spec: {
        clusterIP: clusterDns,
        selector: labels,
        ports: ["UDP", "TCP"].map((protocol) => {
          return { name: `dns-${protocol.toLowerCase()}`, port: 53, protocol };
        }),
      },
    },
  ];
}

function dnsPod(name: string): object {
  return {
    serviceAccountName: name,
    // It is what others resolve by.
    dnsPolicy: "Default",
    containers: [
      {
        name,
        image: dnsImage,
        args: ["-conf", "/etc/coredns/Corefile"],
        readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
        volumeMounts: [{ name: "configuration", mountPath: "/etc/coredns" }],
      },
    ],
    volumes: [{ name: "configuration", configMap: { name } }],
  };
}
