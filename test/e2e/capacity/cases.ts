import type { ClusterCapacity } from "../../../lib/check/capacity/figures.ts";
import { capacityOf } from "../../../lib/check/capacity/figures.ts";
import type { Demand } from "../../../lib/check/capacity/demand.ts";
import { demandOf } from "../../../lib/check/capacity/demand.ts";
import type { Machine } from "../../../lib/check/capacity/machine.ts";
import { machinesOf } from "../../../lib/check/capacity/machine.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { planCluster } from "../../../lib/plan.ts";
import { pick } from "../../lib/support/random.ts";
import { component, fleetOf, k3sBut, node } from "../../support/fleet.ts";

/** A small cluster with its workloads, and what is said of them. */
export interface Case {
  readonly name: string;
  readonly machines: readonly Machine[];
  readonly manifests: readonly Manifest[];
  readonly demand: Demand;
  readonly capacity: ClusterCapacity;
  /** The node that is taken away afterwards. */
  readonly lost: string;
}

type Random = () => number;

export const caseLabel = "house.example/case";

/** Clusters whose pods ask for about as much as there is, some for less, some for more. */
export function casesOf(random: Random, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => caseOf(random, `case-${i}`));
}

function caseOf(random: Random, name: string): Case {
  const nodes = Array.from({ length: 1 + below(random, 4) }, (_, i) => nodeOf(random, name, i));
  const objects = workloadsOf(random, name, nodes);
  const kubernetes = { ...k3sBut(), bundled: [] };
  const [cluster] = fleetOf({
    cluster: { nodes, kubernetes, components: [component(name, { objects })] },
  }).clusters;
  const plan = planCluster(cluster!);
  const machines = machinesOf(cluster!)!;
  return {
    name,
    machines,
    manifests: plan.index.items
      .map(({ manifest }) => manifest)
      .filter(({ apiVersion }) => apiVersion === "apps/v1"),
    demand: demandOf(plan, machines),
    capacity: capacityOf(plan)!,
    lost: pick(random, nodes).name,
  };
}

function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

const taint = { key: "dedicated", value: "db", effect: "NoSchedule" } as const;

function nodeOf(random: Random, name: string, i: number): Node {
  // Servers all: without the only one nothing would be placed anew.
  return node(`${name}-${i}`, `10.0.0.${10 + i}`, "control-plane", {
    cpu: pick(random, [1, 2, 4]),
    memory: pick(random, ["2Gi", "4Gi", "8Gi"]),
    reserved: { cpu: "0", memory: "0" },
    maxPods: pick(random, [110, 110, 6]),
    labels: { [caseLabel]: name, disk: pick(random, ["ssd", "hdd"]) },
    taints: random() < 0.25 ? [taint] : [],
  });
}

function workloadsOf(random: Random, name: string, nodes: readonly Node[]): object[] {
  const room = nodes.reduce((sum, { cpu }) => sum + cpu, 0) * (0.2 + random() * 0.6);
  const found: object[] = [];
  let asked = 0;
  while (asked < room && found.length < 10) {
    const replicas = 1 + below(random, 4);
    const cpu = pick(random, [0, 100, 300, 500, 900, 1500]);
    found.push(workloadOf(random, { case: name, name: `w${found.length}`, replicas, cpu }));
    asked += replicas * Math.max(0.2, cpu / 1000);
  }
  return found;
}

interface Wanted {
  readonly case: string;
  readonly name: string;
  readonly replicas: number;
  readonly cpu: number;
}

function workloadOf(random: Random, wanted: Wanted): object {
  const { name, replicas } = wanted;
  const labels = { app: name };
  const kind = pick(random, ["Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet"]);
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      ...(kind !== "DaemonSet" && { replicas }),
      ...(kind === "StatefulSet" && { serviceName: name, podManagementPolicy: "Parallel" }),
      template: { metadata: { labels }, spec: podOf(random, wanted) },
    },
  };
}

function podOf(random: Random, wanted: Wanted): object {
  const chance = (share: number): boolean => random() < share;
  const { name, cpu } = wanted;
  const memory = pick(random, [0, 64, 128, 256, 512, 1800]);
  const requests = {
    ...(cpu > 0 && { cpu: `${cpu}m` }),
    ...(memory > 0 && { memory: `${memory}Mi` }),
    ...(chance(0.1) && { "ephemeral-storage": "20Gi" }),
  };
  const image = "registry.example/none:1";
  const apart = {
    topologyKey: "kubernetes.io/hostname",
    labelSelector: { matchLabels: { app: chance(0.7) ? name : "w0" } },
  };
  const init = {
    name: "init",
    image,
    resources: { requests: { memory: "1Gi" } },
    ...(chance(0.5) && { restartPolicy: "Always" }),
  };
  return {
    nodeSelector: { [caseLabel]: wanted.case, ...(chance(0.2) && { disk: "ssd" }) },
    ...(chance(0.3) && { tolerations: [{ key: "dedicated", operator: "Exists" }] }),
    ...(chance(0.2) && {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } },
    }),
    ...(chance(0.1) && {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "kubernetes.io/hostname",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { app: name } },
        },
      ],
    }),
    ...(chance(0.2) && { initContainers: [init] }),
    containers: [
      {
        name: "main",
        image,
        resources: { requests },
        ...(chance(0.1) && { ports: [{ containerPort: 80, hostPort: 8000 + below(random, 2) }] }),
      },
    ],
  };
}
