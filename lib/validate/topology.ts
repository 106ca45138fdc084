import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { titleOf } from "../manifest.ts";
import type { Manifest } from "../manifest.ts";
import { formats } from "../schema/formats.ts";
import { problemAt } from "./rule.ts";

/** The nodes can do what is asked of them. */
export function* topology(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const { nodes } = cluster;
  const servers = nodes.filter(({ role }) => role === "control-plane");
  if (servers.length % 2 === 0) {
    const found =
      servers.length === 0 ? "no control plane node" : `${servers.length} control plane nodes`;
    yield problemAt(cluster, undefined, `has ${found}; etcd keeps its quorum with 1, 3 or 5`);
  }
  if (servers.length > 1 && servers.some(({ address }) => address === cluster.endpoint)) {
    yield problemAt(
      cluster,
      undefined,
      `API endpoint ${cluster.endpoint} is one of ${servers.length} servers; give the cluster a virtual address that survives the loss of any`,
    );
  }
  for (const { name } of nodes) {
    const twins = nodes.filter((node) => node.name === name).length;
    if (twins > 1)
      yield problemAt(cluster, undefined, `has ${twins} nodes named "${name}"; rename all but one`);
    if (!formats["dns-label"]!.test(name))
      yield problemAt(
        cluster,
        undefined,
        `node "${name}" is not ${formats["dns-label"]!.is}; rename it`,
      );
  }
  const available = new Set(nodes.map(({ architecture }) => architecture));
  for (const { name, placement } of components) {
    const wanted = placement?.definition.architectures;
    if (!wanted || wanted.some((architecture) => available.has(architecture))) continue;
    yield problemAt(
      cluster,
      name,
      `has images for ${wanted.join(" and ")} only, but every node is ${[...available].join(" or ")}; place it on another cluster`,
    );
  }
  const schedulable = nodes.filter(({ taints = [] }) =>
    taints.every(({ effect }) => effect === "PreferNoSchedule"),
  ).length;
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      for (const message of spreadIssues(manifest, schedulable))
        yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
    }
  }
}

interface Spread {
  readonly replicas?: number;
  readonly template?: {
    readonly spec?: {
      readonly affinity?: {
        readonly podAntiAffinity?: {
          readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly {
            readonly topologyKey: string;
          }[];
        };
      };
    };
  };
}

function* spreadIssues({ kind, ...manifest }: Manifest, nodes: number): Iterable<string> {
  const spec = (manifest["spec"] ?? {}) as Spread & {
    minAvailable?: number | string;
    maxUnavailable?: number | string;
  };
  if (kind === "PodDisruptionBudget" && nodes === 1) {
    yield "keeps the only node from ever being drained; leave it out on a cluster of one node";
  } else if (
    kind === "PodDisruptionBudget" &&
    (spec.maxUnavailable === 0 || spec.maxUnavailable === "0%" || spec.minAvailable === "100%")
  ) {
    yield "lets no pod go, so no node is ever drained; allow one";
  }
  const required =
    spec.template?.spec?.affinity?.podAntiAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const { replicas = 1 } = spec;
  if (
    required.some(({ topologyKey }) => topologyKey === "kubernetes.io/hostname") &&
    replicas > nodes
  ) {
    yield `wants ${replicas} replicas on nodes of their own, but ${nodes} can run them; lower spec.replicas to ${nodes}`;
  }
}
