import type { Rendered } from "../build/rendered.ts";
import { emptyComponent } from "../build/rendered.ts";
import { ClusterScopes } from "../build/scope.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import { hasCapability } from "../model/provider.ts";
import type { Network } from "../model/traffic.ts";
import { closedNamespaces } from "./closed.ts";
import type { Draft } from "./drafts.ts";
import { draftsOf } from "./drafts.ts";
import type { Exits } from "./exits.ts";
import { dnsRule, exitsTo } from "./exits.ts";
import { ingressRules, ownNamespace, reasonsOf } from "./rules.ts";
import { waysOf } from "./ways.ts";
import { worldOf } from "./world.ts";

/** Of the component, and of its Application. */
export const policiesName = "network-policies";

const baseName = "default-deny";

/** Of the policy about all pods of a namespace. */
export const baseTitle = `NetworkPolicy "${baseName}"`;

/**
 * The policies of a cluster as a component of the engine's own: what opens a way stands in the same Application as what
 * refuses the rest, so that neither is there without the other.
 */
export function renderPolicies(cluster: Cluster, components: readonly Rendered[]): Rendered[] {
  const names = closedNamespaces(cluster, components);
  if (names.length === 0) return [];
  const world = worldOf(cluster, components);
  const network = hasCapability(cluster, "cni") ? new ClusterScopes(cluster).from("cni") : {};
  const ways = Map.groupBy(waysOf(world), ({ to }) => to.namespace);
  const facts = { cluster, name: policiesName, layer: "security", namespace: "default" } as const;
  const manifests = names.flatMap((namespace) => {
    const { all, isClosed } = draftsOf(world, namespace, ways.get(namespace) ?? []);
    const taken = new Set<string>();
    return all.flatMap((draft, i) => {
      const isBase = i === 0;
      const place = { cluster, network, namespace, isClosed, isBase };
      return writePolicies(draft, { ...place, name: nameOf(draft, isBase, taken) });
    });
  });
  return [{ ...emptyComponent(facts), manifests }];
}

/** After what it leads to, and a number where two would be called the same. */
function nameOf({ names }: Draft, isBase: boolean, taken: Set<string>): string {
  const first = names.toSorted()[0]!;
  const name = isBase ? baseName : `allow-${first}`;
  const free = [name, ...names.map((_, i) => `${name}-${i + 2}`), `${name}-${taken.size + 2}`];
  const chosen = free.find((one) => !taken.has(one))!;
  taken.add(chosen);
  return chosen;
}

interface Place {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly namespace: string;
  readonly name: string;
  readonly isClosed: boolean;
  /** About all pods of the namespace: it refuses what no policy opens. */
  readonly isBase: boolean;
}

function writePolicies(draft: Draft, place: Place): Manifest[] {
  const { cluster, network, namespace, name, isClosed, isBase } = place;
  const { ways, subjects, selector } = draft;
  const near = subjects.some(({ isGuarded }) => !isGuarded.ingress);
  const leaving = subjects.filter(({ isGuarded }) => !isGuarded.egress);
  const exits: Exits = isClosed
    ? exitsTo(
        cluster,
        network,
        leaving.flatMap(({ to = [] }) => to),
      )
    : { rules: [], entities: [] };
  const ingress = [...(near ? [{ from: [ownNamespace] }] : []), ...ingressRules(ways)];
  const egress = [
    ...(isBase ? [dnsRule] : []),
    ...(leaving.length > 0 ? [{ to: [ownNamespace] }] : []),
    ...exits.rules,
  ];
  const hasIngress = isBase || ingress.length > 0;
  const hasEgress = isClosed && egress.length > 0;
  const own: Manifest = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, ...describe(reasonsOf(ways)) },
    spec: {
      podSelector: selector,
      policyTypes: [...(hasIngress ? ["Ingress"] : []), ...(hasEgress ? ["Egress"] : [])],
      ...(ingress.length > 0 && { ingress }),
      ...(hasEgress && { egress }),
    },
  };
  const { entities } = exits;
  const opening = isBase ? `allow-${entities.join("-and-")}` : name;
  const asked = { name: opening, namespace, pods: selector.matchLabels ?? {}, entities };
  return [
    ...(hasIngress || hasEgress ? [own] : []),
    ...(entities.length > 0 ? [network.opensTo!(asked) as Manifest] : []),
  ];
}

/** The annotation that Kubernetes keeps for what people say of an object. */
function describe(text: string): Partial<Manifest["metadata"]> {
  return text === "" ? {} : { annotations: { "kubernetes.io/description": text } };
}
