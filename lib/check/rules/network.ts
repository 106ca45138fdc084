import { closedNamespaces } from "../../network/closed.ts";
import { isGuardedWay } from "../../network/drafts.ts";
import type { Party, Pod, Port, Reach, Refusal } from "../../network/reach.ts";
import { baseTitle } from "../../network/policies.ts";
import type { Way } from "../../network/way.ts";
import { waysOf } from "../../network/ways.ts";
import type { Pods, World } from "../../network/world.ts";
import { podsIn, reachOf, selectPods, worldOf } from "../../network/world.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import { listed, problemAt } from "../support/rule.ts";

/** Whoever is known to need a way into pods is let through by all policies on it. */
export function* network({ cluster, components }: ClusterPlan): Iterable<Problem> {
  const world = worldOf(cluster, components);
  if (world.policies.size === 0) return;
  // What a chart keeps from its own pods is opened where pods are refused by default, and its own business elsewhere.
  const closed = new Set(closedNamespaces(cluster, components));
  const reach = reachOf(world, ({ isMade, namespace }) => !isMade || closed.has(namespace));
  const told = new Set<string>();
  for (const way of waysOf(world)) {
    const message = refused(world, reach, way);
    if (message === undefined || told.has(message)) continue;
    told.add(message);
    yield problemAt(cluster, way.component.name, message);
  }
}

function refused(world: World, reach: Reach, way: Way): string | undefined {
  const { from, to, ports = [], reason } = way;
  // Who writes policies for pods that face the outside says from where.
  if (from === "anyone" && isGuardedWay(world, way)) return undefined;
  const parties = partiesOf(world, from);
  for (const pod of selectPods(world, to.namespace, to.selector)) {
    for (const port of ports) {
      const refusals = parties.map((party) => reach.refusal(party, pod, port));
      // Where nobody comes, nobody is refused.
      const [first] = refusals;
      if (first === undefined || refusals.includes(undefined)) continue;
      return `${reason}, but ${explained(first, { from, pod, port })}`;
    }
  }
  return undefined;
}

/** Any of which stands for who comes. */
function partiesOf(world: World, from: Way["from"]): readonly Party[] {
  if (from === "anyone") return [{ entity: "outside" }];
  if (from === "nodes") {
    const addresses = world.cluster.nodes.map(({ address }) => ({ address }));
    return [{ entity: "nodes" }, { entity: "api-server" }, ...addresses];
  }
  if ("cidr" in from) return [{ address: from.cidr }];
  if (from.pods && from.pods.length > 0) return from.pods;
  // Operators may run it: a pod that nobody knows.
  const stranger = (namespace: string): Pod => ({ namespace, labels: {}, ports: [] });
  return from.namespaces.flatMap((name) => [...podsIn(world, name), stranger(name)]);
}

interface Refused {
  readonly from: Way["from"];
  readonly pod: Pods;
  readonly port: Port;
}

function explained({ side, policies }: Refusal, { from, pod, port }: Refused): string {
  // What refuses the rest is there for what others open.
  const theirs = policies.filter(({ title }) => title !== baseTitle);
  const titles = [...new Set((theirs[0] ? theirs : policies).map(({ title }) => title))].sort();
  const keep = `${listed(titles)} ${titles.length === 1 ? "keeps" : "keep"} ${whoOf(from)}`;
  if (side === "egress")
    return `${keep} from going to ${titleOf(pod.manifest)}; let it out there, an app by its allowTo`;
  return `${keep} from port ${port.port} of ${titleOf(pod.manifest)}; let it in there, an app by its allowFrom, or say it in traffic.from of the placement`;
}

function whoOf(from: Way["from"]): string {
  if (from === "anyone") return "everybody";
  if (from === "nodes") return "the API server";
  return "cidr" in from ? from.cidr : `namespace ${listed(from.namespaces, "or")}`;
}
