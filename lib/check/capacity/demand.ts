import { perObject } from "../../kubernetes/each.ts";
import { identityOf, titleOf } from "../../kubernetes/manifest.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { Measured, PodRequests } from "../../model/run-time.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Devices } from "../support/devices.ts";
import { devicesOf, hasDevices } from "../support/devices.ts";
import type { Toleration } from "../support/placing.ts";
import { areApart, chanceOf } from "../support/placing.ts";
import { autoscalersOf, replicasOf } from "../support/replicas.ts";
import type { Amount } from "./amount.ts";
import { nothing, read } from "./amount.ts";
import type { Given } from "./given.ts";
import { givenOf } from "./given.ts";
import { isLocal } from "./places.ts";
import type { Machine } from "./machine.ts";
import type { CountedPodSpec } from "./pod.ts";
import { podSize, silentContainers, takesHostPorts } from "./pod.ts";
import { balancedServices } from "./services.ts";
import type { Update } from "./update.ts";
import { updateOf } from "./update.ts";

interface Taker {
  /** The component, or the distribution. */
  readonly component: string;
  /** As `Deployment "web"`. */
  readonly what: string;
  /** Names of containers that ask for nothing. */
  readonly silent: readonly string[];
  /** What these were measured to use, as far as somebody published it. */
  readonly measured: readonly Measured[];
  readonly update: Update;
}

/** Pods that stay on their node: of a DaemonSet, or of the control plane. */
export interface Resident extends Taker {
  /** By node; only where a pod runs for certain. */
  readonly on: ReadonlyMap<string, Amount>;
  /** Nodes where it may run, by labels that nobody declares. */
  readonly perhapsOn: readonly string[];
}

/** Pods that run on any of some nodes. */
export interface Load extends Taker {
  readonly size: Amount;
  /** Beside what every node has some of. */
  readonly devices: Devices;
  /** How many there are at least, and with every autoscaler at its maximum. */
  readonly floor: number;
  readonly most: number;
  /** Names of the nodes that they may run on. */
  readonly on: ReadonlySet<string>;
  /** No two of them share a node. */
  readonly isApart: boolean;
  /** How unevenly they may stand on nodes. @default at will */
  readonly skew?: number;
  /** They stay where their volume is. */
  readonly isPinned: boolean;
  /** They come and go: of a Job. */
  readonly isPassing: boolean;
  readonly item?: Item;
}

export interface Demand {
  readonly residents: readonly Resident[];
  readonly loads: readonly Load[];
}

/** All pods of a cluster that somebody can foresee. */
export function demandOf(plan: ClusterPlan, machines: readonly Machine[]): Demand {
  const residents: Resident[] = [];
  const loads: Load[] = [];
  const given = givenOf(plan);
  const keep = (taker: Resident | Load): void => {
    if ("floor" in taker) loads.push(taker);
    else residents.push(taker);
  };
  const { distribution } = plan.cluster.kubernetes;
  const ofDistribution = [
    ...(distribution.controlPlanePods ?? []),
    ...[...bundledParts(plan.cluster).values()].flatMap(({ pods = [] }) => pods),
    ...perService(plan),
  ];
  for (const pods of ofDistribution) keep(announced(distribution.name, pods, machines));
  for (const { name, manifests, runTime } of plan.components) {
    const made = manifests.flatMap((manifest) =>
      plan.index.kinds.of(manifest).flatMap((facts) => facts.pods?.(manifest) ?? []),
    );
    for (const pods of [...(runTime.pods ?? []), ...made]) keep(announced(name, pods, machines));
  }
  for (const item of plan.index.items) {
    const taker = item.pods && takerOf(item, plan, machines, given);
    if (taker) keep(taker);
  }
  return { residents, loads };
}

/** A part of the distribution may run pods on each node for every Service of type LoadBalancer. */
function perService(plan: ClusterPlan): PodRequests[] {
  const services = balancedServices(plan);
  return [...bundledParts(plan.cluster).values()].flatMap(({ podsPerLoadBalancer: pods }) =>
    pods ? services.map((name) => ({ ...pods, name: `${pods.name} of ${name}` })) : [],
  );
}

const tolerated: Readonly<Record<"all" | "servers", readonly Toleration[]>> = {
  all: [{ operator: "Exists" }],
  servers: [
    { key: "CriticalAddonsOnly", operator: "Exists" },
    { key: "node-role.kubernetes.io/control-plane", operator: "Exists" },
  ],
};

const still: Update = { surge: 0, unavailable: 1 };

/** Of pods that stand in no manifest. */
function announced(
  component: string,
  { name, replicas, cpu, memory, hostNetwork, tolerates, measured }: PodRequests,
  machines: readonly Machine[],
): Resident | Load {
  const spec = { containers: [], tolerations: tolerates && tolerated[tolerates] };
  const able = machines.filter(
    (machine) =>
      chanceOf(spec, machine, machines) === "certain" &&
      (replicas !== "each-server" || machine.node.role === "control-plane"),
  );
  const sizeOn = (gives: Amount): Amount => ({
    ...nothing,
    cpu: partOf(cpu, "milli", gives.cpu),
    memory: partOf(memory, "byte", gives.memory),
    pods: 1,
    addresses: hostNetwork ? 0 : 1,
  });
  const isSilent = cpu === undefined && memory === undefined;
  const taker = {
    component,
    what: name,
    silent: isSilent ? [name] : [],
    measured: measured ? [measured] : [],
    update: still,
  };
  if (typeof replicas === "string") {
    const on = new Map(able.map(({ node, gives }) => [node.name, sizeOn(gives)]));
    return { ...taker, on, perhapsOn: [] };
  }
  return {
    ...taker,
    size: sizeOn(nothing),
    devices: {},
    floor: replicas,
    most: replicas,
    on: new Set(able.map(({ node }) => node.name)),
    isApart: false,
    isPinned: false,
    isPassing: false,
  };
}

function partOf(asked: string | undefined, unit: "milli" | "byte", whole: number): number {
  const [, share] = /^(\d+(?:\.\d+)?)%$/.exec(asked ?? "") ?? [];
  return share === undefined ? read(asked, unit) : Math.round((whole * Number(share)) / 100);
}

const passing = new Set(["Job", "CronJob"]);

const none = {};

/** What pods ask for where nothing is added to it. */
const asWritten = perObject((manifest) => {
  const spec = podTemplateOf(manifest)!.spec as CountedPodSpec;
  return { size: podSize(spec, none, none), silent: silentContainers(spec, none) };
});

function takerOf(
  item: Item,
  plan: ClusterPlan,
  machines: readonly Machine[],
  given: Given,
): Resident | Load {
  const { manifest, component } = item;
  const { labels } = item.pods!;
  const spec = item.pods!.spec as CountedPodSpec;
  const { namespace = "" } = manifest.metadata;
  const defaults = given.defaults.get(namespace) ?? none;
  const overhead = given.overheads.get(spec.runtimeClassName ?? "") ?? none;
  const isWritten = overhead === none && defaults === none;
  const { size, silent } = isWritten
    ? asWritten(manifest, item.memory)
    : { size: podSize(spec, overhead, defaults), silent: silentContainers(spec, defaults) };
  const { measured = {} } = component.placement?.definition ?? {};
  const taker = {
    component: component.name,
    what: titleOf(manifest),
    silent,
    measured: silent.flatMap((name) => measured[name] ?? []),
  };
  const chances = machines.map((machine) => chanceOf(spec, machine, machines));
  const namesOf = (isMeant: (i: number) => boolean): string[] =>
    machines.flatMap(({ node }, i) => (isMeant(i) ? node.name : []));
  if (manifest.kind === "DaemonSet") {
    const on = namesOf((i) => chances[i] === "certain");
    return {
      ...taker,
      on: new Map(on.map((name) => [name, size])),
      perhapsOn: namesOf((i) => chances[i] === "possible"),
      update: updateOf(manifest, on.length),
    };
  }
  const devices = devicesOf(spec);
  const able = namesOf(
    (i) => chances[i] !== "impossible" && hasDevices(machines[i]!.node, devices),
  );
  const on = able.length === machines.length ? allOf(machines) : new Set(able);
  const wanted = passing.has(manifest.kind) ? 1 : replicasOf(manifest, plan);
  // Too few nodes for pods that want one of their own are told where that is asked for.
  const isApart = areApart(spec, labels);
  const held = (count: number): number =>
    isApart || on.size === 0 ? Math.min(count, on.size) : count;
  const floor = held(wanted);
  const { ceiling = 0 } = autoscalersOf(plan).get(identityOf(manifest)) ?? {};
  return {
    ...taker,
    size,
    devices,
    floor,
    most: held(Math.max(wanted, ceiling)),
    on,
    isApart: isApart || takesHostPorts(spec),
    skew: skewOf(spec),
    isPinned: isLocal(item, plan),
    isPassing: passing.has(manifest.kind) && on.size > 0,
    update: updateOf(manifest, floor),
    item,
  };
}

const everywhere = new WeakMap<readonly Machine[], ReadonlySet<string>>();

/** The same set for all that may run on each of these. */
function allOf(machines: readonly Machine[]): ReadonlySet<string> {
  const found = everywhere.get(machines) ?? new Set(machines.map(({ node }) => node.name));
  everywhere.set(machines, found);
  return found;
}

function skewOf({ topologySpreadConstraints = [] }: CountedPodSpec): number | undefined {
  const found = topologySpreadConstraints.filter(
    ({ topologyKey, whenUnsatisfiable }) =>
      topologyKey === "kubernetes.io/hostname" && whenUnsatisfiable === "DoNotSchedule",
  );
  return found.length > 0 ? Math.min(...found.map(({ maxSkew }) => maxSkew)) : undefined;
}
