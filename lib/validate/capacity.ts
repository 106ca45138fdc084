import type { Node } from "../cluster.ts";
import type { Manifest } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { formatBytes, formatCores, parseQuantity } from "../quantity.ts";
import type { Container, PodSpec } from "../references/pod.ts";
import { problemAt } from "./rule.ts";

interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

const resources = [
  { name: "CPU", of: ({ cpu }: Amount): number => cpu, show: formatCores },
  { name: "memory", of: ({ memory }: Amount): number => memory, show: formatBytes },
] as const;

/** What the pods request fits on the nodes, and still does when the largest of them is gone. */
export function* capacity(plan: ClusterPlan): Iterable<Problem> {
  const { cluster } = plan;
  const { perNode, anywhere } = requestsOf(plan);
  const free = cluster.nodes
    .filter(({ taints = [] }) => taints.every(({ effect }) => effect === "PreferNoSchedule"))
    .map((node) => ({ node, left: subtract(allocatable(node), perNode) }));
  for (const { name, of, show } of resources) {
    const sizes = free.map(({ node, left }) => ({ node: node.name, size: Math.max(0, of(left)) }));
    const total = sizes.reduce((sum, { size }) => sum + size, 0);
    const wanted = of(anywhere);
    if (wanted > total) {
      yield problemAt(
        cluster,
        undefined,
        `pods request ${show(wanted)} ${name}, but the nodes have ${show(total)} to give; add a node or lower requests`,
      );
      continue;
    }
    const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a), { node: "", size: 0 });
    if (sizes.length > 1 && wanted > total - largest.size) {
      yield problemAt(
        cluster,
        undefined,
        `pods request ${show(wanted)} ${name}, but without ${largest.node}, the largest node, ${show(total - largest.size)} are left; add a node or lower requests`,
      );
    }
  }
}

function allocatable({ cpu, memory, reserved = { cpu: "500m", memory: "1Gi" } }: Node): Amount {
  return subtract(
    { cpu, memory: parseQuantity(memory) },
    { cpu: parseQuantity(reserved.cpu), memory: parseQuantity(reserved.memory) },
  );
}

/** Requests of everything that runs: of DaemonSets for each node, of the rest as a sum. */
function requestsOf({ components }: ClusterPlan): { perNode: Amount; anywhere: Amount } {
  let perNode: Amount = { cpu: 0, memory: 0 };
  let anywhere: Amount = { cpu: 0, memory: 0 };
  for (const { manifests, release } of components) {
    for (const { replicas, cpu, memory } of release?.pods ?? []) {
      const pod = { cpu: parseQuantity(cpu), memory: parseQuantity(memory) };
      if (replicas === "each-node") perNode = add(perNode, pod);
      else anywhere = add(anywhere, pod, replicas);
    }
    const floors = autoscalerFloors(manifests);
    for (const manifest of manifests) {
      const spec = manifest["spec"] as
        | { replicas?: number; template?: { spec?: PodSpec } }
        | undefined;
      const pod = spec?.template?.spec?.containers && podRequests(spec.template.spec);
      if (!pod) continue;
      if (manifest.kind === "DaemonSet") perNode = add(perNode, pod);
      else if (manifest.kind === "Deployment" || manifest.kind === "StatefulSet") {
        anywhere = add(
          anywhere,
          pod,
          Math.max(spec.replicas ?? 1, floors.get(manifest.metadata.name) ?? 0),
        );
      }
    }
  }
  return { perNode, anywhere };
}

function autoscalerFloors(manifests: readonly Manifest[]): Map<string, number> {
  const floors = new Map<string, number>();
  for (const { kind, ...manifest } of manifests) {
    if (kind !== "HorizontalPodAutoscaler") continue;
    const { scaleTargetRef, minReplicas = 1 } = manifest["spec"] as {
      scaleTargetRef: { name: string };
      minReplicas?: number;
    };
    floors.set(scaleTargetRef.name, minReplicas);
  }
  return floors;
}

/** The sum over containers, or the largest init container where that is more. */
function podRequests({ containers, initContainers = [] }: PodSpec): Amount {
  const running = containers
    .map(containerRequests)
    .reduce((sum, one) => add(sum, one), { cpu: 0, memory: 0 });
  return initContainers.map(containerRequests).reduce(
    (most, one) => ({
      cpu: Math.max(most.cpu, one.cpu),
      memory: Math.max(most.memory, one.memory),
    }),
    running,
  );
}

function containerRequests({ resources: { requests, limits } = {} }: Container): Amount {
  const of = (name: string): number => quantityOrZero(requests?.[name] ?? limits?.[name]);
  return { cpu: of("cpu"), memory: of("memory") };
}

/** A malformed quantity is the schema rule's to report. */
function quantityOrZero(quantity: string | number | undefined): number {
  try {
    return quantity === undefined ? 0 : parseQuantity(quantity);
  } catch {
    return 0;
  }
}

function add(a: Amount, b: Amount, times = 1): Amount {
  return { cpu: a.cpu + b.cpu * times, memory: a.memory + b.memory * times };
}

function subtract(a: Amount, b: Amount): Amount {
  return add(a, b, -1);
}
