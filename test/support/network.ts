import type { Labels } from "../../lib/kubernetes/labels.ts";
import { closedNamespaces } from "../../lib/network/closed.ts";
import { isGuardedWay } from "../../lib/network/drafts.ts";
import type { Party, PlacedPolicy, Pod, Port, Reach } from "../../lib/network/reach.ts";
import type { Way } from "../../lib/network/way.ts";
import { waysOf } from "../../lib/network/ways.ts";
import type { FoundPolicy, Pods, World } from "../../lib/network/world.ts";
import { podsIn, reachOf, selectPods, worldOf } from "../../lib/network/world.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { pick, randomOf } from "../lib/support/random.ts";

/** A cluster as its policies see it. */
export interface Watched {
  readonly world: World;
  readonly reach: Reach;
  readonly closed: readonly string[];
}

export function watched({ cluster, components }: ClusterPlan): Watched {
  const world = worldOf(cluster, components);
  return { world, reach: reachOf(world), closed: closedNamespaces(cluster, components) };
}

/** A pod that no object of git shows. */
export function stranger(namespace: string, labels: Labels = {}): Pod {
  return { namespace, labels, ports: [] };
}

/** Who stands for a side of a way: whoever else is on it is let through or not with it. */
function partiesOf(from: Way["from"]): readonly Party[] {
  if (from === "anyone") return [{ entity: "outside" }, { address: "203.0.113.9" }, stranger("x")];
  if (from === "nodes") return [{ entity: "nodes" }, { entity: "api-server" }];
  return "cidr" in from ? [{ address: from.cidr }] : from.namespaces.map((name) => stranger(name));
}

/** The ways of a cluster that are shut, in words; of those that lead to pods which have no policies of their own. */
export function shutWays({ world, reach }: Watched): {
  readonly looked: number;
  readonly shut: string[];
} {
  const ways = waysOf(world).filter((way) => !isGuardedWay(world, way));
  const looked = ways.flatMap(({ from, to, ports = [], reason }) =>
    selectPods(world, to.namespace, to.selector).flatMap((pod) =>
      ports.flatMap((port) =>
        partiesOf(from).map((party) => ({
          text: `${reason}: ${to.namespace}/${pod.manifest.metadata.name} at ${port.port}`,
          isShut: reach.refusal(party, pod, port) !== undefined,
        })),
      ),
    ),
  );
  return {
    looked: looked.length,
    shut: looked.filter(({ isShut }) => isShut).map(({ text }) => text),
  };
}

interface Edge {
  readonly from: Pod;
  readonly to: Pods;
  readonly port: Port;
}

/** Connections between namespaces that nothing needs, and those of them that come about. */
export function strayEdges(
  { world, reach, closed }: Watched,
  { seed, count }: { readonly seed: number; readonly count: number },
): { readonly tried: number; readonly open: string[] } {
  const random = randomOf(seed);
  // What charts and fleets open by policies of their own is theirs to say.
  const isEngines = (policy: PlacedPolicy): boolean =>
    (policy as FoundPolicy).component.placement === undefined;
  const targets = closed
    .flatMap((namespace) => podsIn(world, namespace))
    .filter((pod) => reach.selecting("ingress", pod).every(isEngines));
  const sources = [...world.pods.keys()].flatMap((one) => [...podsIn(world, one), stranger(one)]);
  const ways = waysOf(world);
  const edges = Array.from({ length: targets.length > 0 ? count : 0 }, (): Edge => {
    const to = pick(random, targets);
    const ports = [...to.ports.map(({ containerPort }) => containerPort), 31_337];
    return {
      from: pick(random, sources),
      to,
      port: { port: pick(random, ports), protocol: "TCP" },
    };
  }).filter((edge) => edge.from.namespace !== edge.to.namespace && !isNeeded(world, ways, edge));
  return {
    tried: edges.length,
    open: edges
      .filter(({ from, to, port }) => !reach.refusal(from, to, port))
      .map(
        ({ from, to, port }) =>
          `${from.namespace} to ${to.namespace}/${to.manifest.metadata.name} at ${port.port}`,
      ),
  };
}

function isNeeded(world: World, ways: readonly Way[], { from, to, port }: Edge): boolean {
  return ways.some(({ from: source, to: target, ports }) => {
    const isSource =
      source === "anyone" ||
      source === "nodes" ||
      ("namespaces" in source && source.namespaces.includes(from.namespace));
    const names = to.ports.filter(({ containerPort }) => containerPort === port.port);
    const isPort = ports?.some(
      (one) => one.port === port.port || names.some(({ name }) => name === one.port),
    );
    return (
      isSource &&
      (isPort ?? true) &&
      target.namespace === to.namespace &&
      selectPods(world, target.namespace, target.selector).includes(to)
    );
  });
}
