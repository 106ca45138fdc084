import type { PodRequests, RunTime } from "../../../lib/model/run-time.ts";
import { simulated } from "../nodes.ts";

/** An object, and where the API server has it. */
export interface Made {
  readonly path: string;
  readonly object: object;
}

const value = Buffer.from("stand-in").toString("base64");
const ofEach = <Value>(names: readonly string[], content: Value): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, content]));

/** What a component says of its run time, as objects. */
export function madeAtRunTime(runTime: RunTime, namespace: string): Made[] {
  const inNamespace = (apiVersion: string, plural: string, kind: string) => {
    const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
    return (name: string, fields: object, labels?: object): Made => ({
      path: `${root}/namespaces/${namespace}/${plural}/${name}`,
      object: { apiVersion, kind, metadata: { name, namespace, labels }, ...fields },
    });
  };
  const ofCluster = (apiVersion: string, plural: string, kind: string) => {
    return (name: string, fields: object): Made => ({
      path: `/apis/${apiVersion}/${plural}/${name}`,
      object: { apiVersion, kind, metadata: { name }, ...fields },
    });
  };
  const service = inNamespace("v1", "services", "Service");
  const secret = inNamespace("v1", "secrets", "Secret");
  const account = inNamespace("v1", "serviceaccounts", "ServiceAccount");
  const configMap = inNamespace("v1", "configmaps", "ConfigMap");
  const ingressClass = ofCluster("networking.k8s.io/v1", "ingressclasses", "IngressClass");
  const priorityClass = ofCluster("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass");
  return [
    ...Object.entries(runTime.services ?? {}).map(([name, { ports, labels }]) =>
      service(name, { spec: { ports: portsOf(ports) } }, labels),
    ),
    ...Object.entries(runTime.secrets ?? {}).map(([name, keys]) =>
      secret(name, { data: ofEach(keys, value) }),
    ),
    ...(runTime.serviceAccounts ?? []).map((name) => account(name, {})),
    ...(runTime.configMaps ?? []).map((name) => configMap(name, { data: {} })),
    ...(runTime.ingressClasses ?? []).map((name) =>
      ingressClass(name, { spec: { controller: `stand-in.test/${name}` } }),
    ),
    ...(runTime.priorityClasses ?? []).map((name) => priorityClass(name, { value: 1_000_000 })),
    ...Object.entries(runTime.storageClasses ?? {}).map(([name, mode]) =>
      storageClass(name, mode, name === runTime.defaultStorageClass),
    ),
    ...(runTime.pods ?? []).map((pods, i) => podsOf(`${namespace}-${i}`, namespace, pods)),
  ];
}

export function storageClass(name: string, volumeBindingMode: string, isDefault: boolean): Made {
  const annotations = { "storageclass.kubernetes.io/is-default-class": String(isDefault) };
  return {
    path: `/apis/storage.k8s.io/v1/storageclasses/${name}`,
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name, annotations },
      provisioner: "stand-in.test/volumes",
      volumeBindingMode,
    },
  };
}

/** The workload of pods that an operator runs; `owner` goes with it. */
export function podsOf(
  name: string,
  namespace: string,
  { replicas, cpu, memory }: Omit<PodRequests, "name">,
  owner?: object,
): Made {
  const labels = { "stand-in.test/workload": name };
  const isOnEachNode = replicas === "each-node";
  const [kind, plural] = isOnEachNode
    ? ["DaemonSet", "daemonsets"]
    : ["StatefulSet", "statefulsets"];
  return {
    path: `/apis/apps/v1/namespaces/${namespace}/${plural}/${name}`,
    object: {
      apiVersion: "apps/v1",
      kind,
      metadata: { name, namespace, ...(owner && { ownerReferences: [owner] }) },
      spec: {
        ...(!isOnEachNode && { replicas, serviceName: name }),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec(name, { requests: { cpu, memory } }) },
      },
    },
  };
}

/** One container that every Pod Security level admits. */
function podSpec(name: string, resources: object): object {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  const container = { name: "main", image: `stand-in.test/${name}:1`, securityContext, resources };
  return {
    nodeSelector: simulated,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
  };
}

function portsOf(ports: Readonly<Record<string, number>>): object[] {
  return Object.entries(ports).map(([name, port]) => ({ name, port, protocol: "TCP" }));
}
