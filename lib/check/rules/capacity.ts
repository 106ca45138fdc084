import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { formatBytes, formatCores } from "../../kubernetes/quantity.ts";
import type { Container, PodSpec } from "../../order/references/pod.ts";
import type { Amount } from "../support/amounts.ts";
import { add, allocatable, larger, nothing, readQuantity } from "../support/amounts.ts";
import { replicasOf } from "../support/replicas.ts";
import { listed, problemAt } from "../support/rule.ts";
import { takesPods } from "../support/nodes.ts";

interface Demand {
  /** Of DaemonSets, on each node. */
  readonly perNode: Amount;
  /** Of everything else, as a sum. */
  readonly anywhere: Amount;
  readonly largest: readonly { readonly what: string; readonly pod: Amount }[];
}

const resources = [
  { name: "CPU", of: ({ cpu }: Amount): number => cpu, show: formatCores },
  { name: "memory", of: ({ memory }: Amount): number => memory, show: formatBytes },
] as const;

/** What the pods request fits on the nodes, and still does when the largest of them is gone. */
export function* capacity(plan: ClusterPlan): Iterable<Problem> {
  const { cluster } = plan;
  const nodes = cluster.nodes.filter(takesPods);
  const sizes = nodes.map((node) => ({ node: node.name, has: allocatable(node) }));
  // Malformed data of a node, and a cluster without room for pods, are reported where they stand.
  if (sizes.length === 0 || sizes.some(({ has }) => !has)) return;
  const demand = demandOf(plan);
  for (const resource of resources) {
    const known = sizes.map(({ node, has }) => ({ node, size: resource.of(has!) }));
    for (const message of shortages(known, demand, resource))
      yield problemAt(cluster, undefined, message);
  }
}

interface Size {
  readonly node: string;
  readonly size: number;
}

function* shortages(
  sizes: readonly Size[],
  { perNode, anywhere, largest }: Demand,
  { name, of, show }: (typeof resources)[number],
): Iterable<string> {
  const daily = of(perNode);
  const small = sizes.filter(({ size }) => size < daily);
  if (small.length > 0) {
    const has = Math.min(...small.map(({ size }) => size));
    yield `DaemonSets request ${show(daily)} ${name} on each node, but ${listed(small.map(({ node }) => node))} ${small.length === 1 ? "has" : "have"} ${show(has)} to give; lower their requests or enlarge the node`;
    return;
  }
  const free = sizes.map(({ node, size }) => ({ node, size: size - daily }));
  const roomiest = free.reduce((a, b) => (b.size > a.size ? b : a));
  const giant = largest.find(({ pod }) => of(pod) > roomiest.size);
  if (giant) {
    yield `a pod of ${giant.what} requests ${show(of(giant.pod))} ${name}, but no node has more than ${show(roomiest.size)} to give; lower its requests or add a larger node`;
    return;
  }
  const total = free.reduce((sum, { size }) => sum + size, 0);
  const wanted = of(anywhere);
  if (wanted > total) {
    yield `pods request ${show(wanted)} ${name}, but the nodes have ${show(total)} to give; add a node or lower requests`;
  } else if (free.length > 1 && wanted > total - roomiest.size) {
    yield `pods request ${show(wanted)} ${name}, but without ${roomiest.node}, the largest node, ${show(total - roomiest.size)} are left; add a node or lower requests`;
  }
}

function demandOf(plan: ClusterPlan): Demand {
  let perNode = nothing;
  let anywhere = nothing;
  // The largest pod by each resource is enough to find one that fits nowhere.
  const largest = new Map<keyof Amount, { what: string; pod: Amount }>();
  const count = (what: () => string, pod: Amount, replicas: number | "each-node"): void => {
    if (replicas === "each-node") {
      perNode = add(perNode, pod);
      return;
    }
    anywhere = add(anywhere, pod, replicas);
    for (const key of ["cpu", "memory"] as const) {
      const most = largest.get(key);
      if (replicas > 0 && (!most || pod[key] > most.pod[key]))
        largest.set(key, { what: what(), pod });
    }
  };
  for (const component of plan.components) {
    const { name, manifests, runTime } = component;
    const later = manifests.flatMap((manifest) =>
      plan.index.kinds.of(manifest).flatMap((facts) => facts.pods?.(manifest) ?? []),
    );
    for (const { name: workload, replicas, cpu, memory } of [...(runTime.pods ?? []), ...later]) {
      const pod = { cpu: readQuantity(cpu) ?? 0, memory: readQuantity(memory) ?? 0 };
      count(() => `${workload} of ${name}`, pod, replicas);
    }
    for (const manifest of manifests) {
      const replicas = podCount(manifest, plan);
      const spec = replicas !== undefined && podSpecOf(manifest);
      if (spec) count(() => `${titleOf(manifest)} of ${name}`, podRequests(spec), replicas);
    }
  }
  return { perNode, anywhere, largest: [...largest.values()] };
}

/** Jobs come and go: only what stays counts. */
function podCount(manifest: Manifest, plan: ClusterPlan): number | "each-node" | undefined {
  switch (manifest.kind) {
    case "DaemonSet":
      return "each-node";
    case "Deployment":
    case "StatefulSet":
    case "ReplicaSet":
      return replicasOf(manifest, plan);
    case "Pod":
      return 1;
    default:
      return undefined;
  }
}

function podSpecOf(manifest: Manifest): PodSpec | undefined {
  const spec = manifest["spec"] as { template?: { spec?: PodSpec } } & PodSpec;
  const found = manifest.kind === "Pod" ? spec : spec?.template?.spec;
  return found?.containers ? found : undefined;
}

/** Containers and sidecars run together; another init container runs before, when it alone counts. */
function podRequests({ containers, initContainers = [] }: PodSpec): Amount {
  let running = containers.reduce((sum, one) => add(sum, requestsOf(one)), nothing);
  let most = nothing;
  for (const container of initContainers) {
    if (container.restartPolicy === "Always") running = add(running, requestsOf(container));
    else most = larger(most, requestsOf(container));
  }
  return larger(running, most);
}

/** A limit without a request is the request; a malformed quantity is the schema's to report. */
function requestsOf({ resources: { requests, limits } = {} }: Container): Amount {
  return {
    cpu: readQuantity(requests?.["cpu"] ?? limits?.["cpu"]) ?? 0,
    memory: readQuantity(requests?.["memory"] ?? limits?.["memory"]) ?? 0,
  };
}
