import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { PodRequests } from "../../../lib/model/run-time.ts";
import type { Release } from "../../../lib/model/release.ts";
import type { Rendered } from "../../../lib/build/rendered.ts";
import { simulated } from "../nodes.ts";

/** Helm puts in a digest of the values: what they change rolls the workloads out anew, as in any good chart. */
const valuesDigest = "{{ .Values | toJson | sha256sum }}";

type Installed = Pick<Rendered, "placement" | "namespace"> & { readonly release: Release };

/** What a release declares to make, and a workload for each of its pods. */
export function objectsOf(installed: Installed): Manifest[] {
  const { release } = installed;
  const workloads = release.pods.map((pods) => workloadOf(release.name, pods));
  return [
    ...declaredObjects(release),
    ...clusterObjects(installed),
    ...services(installed, workloads[0]?.metadata.name ?? release.name),
    ...workloads,
    ...(release.hasDeleteHook ? [deleteHook(release.name)] : []),
  ];
}

function declaredObjects({ makes }: Release): Manifest[] {
  const object = (apiVersion: string, kind: string, name: string, fields: object): Manifest => ({
    apiVersion,
    kind,
    metadata: { name },
    ...fields,
  });
  const value = Buffer.from("stand-in").toString("base64");
  const valueOf = (keys: readonly string[]): object =>
    Object.fromEntries(keys.map((key) => [key, value]));
  return [
    ...(makes.serviceAccounts ?? []).map((name) => object("v1", "ServiceAccount", name, {})),
    ...(makes.configMaps ?? []).map((name) => object("v1", "ConfigMap", name, { data: {} })),
    ...Object.entries(makes.secrets ?? {}).map(([name, keys]) =>
      object("v1", "Secret", name, { data: valueOf(keys) }),
    ),
    ...(makes.ingressClasses ?? []).map((name) =>
      object("networking.k8s.io/v1", "IngressClass", name, {
        spec: { controller: `stand-in.test/${name}` },
      }),
    ),
    ...(makes.priorityClasses ?? []).map((name) =>
      object("scheduling.k8s.io/v1", "PriorityClass", name, { value: 1_000_000_000 }),
    ),
  ];
}

/** One object of each cluster-scoped kind that the release says it makes. */
function clusterObjects({ release, namespace }: Installed): Manifest[] {
  const name = `${namespace}-${release.name}`;
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name };
  const fields: Readonly<Record<string, object>> = {
    "rbac.authorization.k8s.io/ClusterRole": { rules: [] },
    "rbac.authorization.k8s.io/ClusterRoleBinding": { roleRef, subjects: [] },
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": { webhooks: [] },
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": { webhooks: [] },
  };
  const { clusterKinds = [], namespaces = [] } = release.makes;
  const made = clusterKinds
    .filter((kind) => fields[kind])
    .map((kind) => ({
      apiVersion: `${kind.split("/")[0]}/v1`,
      kind: kind.split("/")[1]!,
      metadata: { name },
      ...fields[kind],
    }));
  const own = clusterKinds.includes("/Namespace") ? namespaces : [];
  return [
    ...own.map((namespaceName) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespaceName },
    })),
    ...made,
  ];
}

function services({ placement, release }: Installed, app: string): Manifest[] {
  const isOutside = "load-balancer" in (placement?.definition.needs ?? {});
  return Object.entries(release.makes.services ?? {}).map(([name, { ports, labels }]) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: {
      // Of a chart that needs a load balancer, the Service with its own name is the one outside.
      type: isOutside && name === release.name ? "LoadBalancer" : "ClusterIP",
      selector: { "app.kubernetes.io/name": app },
      ports: Object.entries(ports).map(([port, number]) => ({
        name: port,
        port: number,
        targetPort: number,
        protocol: "TCP",
      })),
    },
  }));
}

function workloadOf(release: string, { name, replicas, cpu, memory }: PodRequests): Manifest {
  const isOnEachNode = replicas === "each-node";
  // Names that say what they are stay; "controller" and the like take the release's before them.
  const app = name.includes("-") || name === release ? name : `${release}-${name}`;
  const labels = { "app.kubernetes.io/name": app, "app.kubernetes.io/instance": release };
  const resources = { requests: { cpu, memory } };
  return {
    apiVersion: "apps/v1",
    kind: isOnEachNode ? "DaemonSet" : "Deployment",
    metadata: { name: app, labels },
    spec: {
      ...(!isOnEachNode && { replicas }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { "checksum/values": valuesDigest } },
        spec: {
          ...(isOnEachNode && { nodeSelector: simulated, tolerations: [{ operator: "Exists" }] }),
          ...podOf(app, { resources }),
        },
      },
    },
  };
}

/** One container that every Pod Security level admits. */
function podOf(image: string, fields: object = {}): object {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  const container = { name: "main", image: `stand-in.test/${image}:1`, securityContext, ...fields };
  return {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
  };
}

function deleteHook(release: string): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${release}-uninstall`,
      annotations: { "helm.sh/hook": "pre-delete", "helm.sh/hook-delete-policy": "hook-succeeded" },
    },
    spec: {
      activeDeadlineSeconds: 60,
      template: { spec: { restartPolicy: "Never", ...podOf(`${release}-uninstall`) } },
    },
  };
}
