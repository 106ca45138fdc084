import type { Rendered } from "../build/rendered.ts";
import { emptyComponent } from "../build/rendered.ts";
import { ClusterScopes } from "../build/scope.ts";
import type { LabelSelector } from "../kubernetes/labels.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import { hasCapability } from "../model/provider.ts";
import type { Network } from "../model/traffic.ts";
import { closedNamespaces } from "./closed.ts";
import type { Draft } from "./drafts.ts";
import { draftsOf } from "./drafts.ts";
import { dnsRule, exitsTo } from "./exits.ts";
import type { WrittenRule } from "./rules.ts";
import { ingressRules, ownNamespace, reasonsOf } from "./rules.ts";
import { waysOf } from "./ways.ts";
import { worldOf } from "./world.ts";

/** Of the policy about all pods of a namespace: it refuses what no policy opens. */
const baseName = "default-deny";
export const baseTitle = `NetworkPolicy "${baseName}"`;

/**
 * Adds the policies of a cluster to what the engine itself puts there. They come with the namespaces: what opens a way
 * with what refuses the rest, before every pod. Those that need kinds of the network's own wait for it, and what they are
 * an exception of with them.
 */
export function withPolicies(cluster: Cluster, components: readonly Rendered[]): Rendered[] {
  const written = policiesOf(cluster, components);
  const late = written.flatMap((one) => one.late);
  const facts = {
    cluster,
    name: "network-policies",
    layer: "security",
    namespace: "default",
  } as const;
  return [
    ...components.map((component) =>
      component.placement
        ? component
        : {
            ...component,
            manifests: [...component.manifests, ...written.flatMap((one) => one.now)],
          },
    ),
    ...(late.length > 0 ? [{ ...emptyComponent(facts), manifests: late }] : []),
  ];
}

function policiesOf(cluster: Cluster, components: readonly Rendered[]): Written[] {
  const names = closedNamespaces(cluster, components);
  if (names.length === 0) return [];
  const world = worldOf(cluster, components);
  const network = hasCapability(cluster, "cni") ? new ClusterScopes(cluster).from("cni") : {};
  const ways = Map.groupBy(waysOf(world), ({ to }) => to.namespace);
  return names.flatMap((namespace) => {
    const { all, isClosed } = draftsOf(world, namespace, ways.get(namespace) ?? []);
    const taken = new Set<string>();
    return all.map((draft, i) => {
      const isBase = i === 0;
      const place = { cluster, network, namespace, isClosed, isBase };
      return writePolicies(draft, { ...place, name: nameOf(draft, isBase, taken) });
    });
  });
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
  /** About all pods of the namespace. */
  readonly isBase: boolean;
}

interface Written {
  readonly now: readonly Manifest[];
  readonly late: readonly Manifest[];
}

function writePolicies(draft: Draft, place: Place): Written {
  const { cluster, network, namespace, name, isClosed, isBase } = place;
  const { ways, subjects, selector } = draft;
  const near = subjects.some(({ isGuarded }) => !isGuarded.ingress);
  const leaving = subjects.filter(({ isGuarded }) => !isGuarded.egress);
  const wanted = leaving.flatMap(({ to = [] }) => to);
  const { rules, entities } = exitsTo(cluster, network, isClosed ? wanted : []);
  const ingress = [...(near ? [{ from: [ownNamespace] }] : []), ...ingressRules(ways)];
  const egress = [
    ...(isBase ? [dnsRule] : []),
    ...(leaving.length > 0 ? [{ to: [ownNamespace] }] : []),
    ...rules,
  ];
  const into = isBase || ingress.length > 0 ? { ingress } : {};
  const out = isClosed && egress.length > 0 ? { egress } : {};
  const write = (called: string, sides: Sides): Manifest[] =>
    policy({ name: called, namespace, ...describe(reasonsOf(ways)) }, selector, sides);
  if (entities.length === 0) return { now: write(name, { ...into, ...out }), late: [] };
  const opening = isBase ? `allow-${entities.join("-and-")}` : name;
  const asked = { name: opening, namespace, pods: selector.matchLabels ?? {}, entities };
  return {
    now: write(name, into),
    late: [...write(`${name}-egress`, out), network.opensTo!(asked) as Manifest],
  };
}

interface Sides {
  readonly ingress?: readonly WrittenRule[];
  readonly egress?: readonly WrittenRule[];
}

/** Nothing, of a policy that would be about neither side. */
function policy(
  metadata: Manifest["metadata"],
  podSelector: LabelSelector,
  { ingress, egress }: Sides,
): Manifest[] {
  if (!ingress && !egress) return [];
  const policyTypes = [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])];
  const spec = {
    podSelector,
    policyTypes,
    ...(ingress && ingress.length > 0 && { ingress }),
    ...(egress && { egress }),
  };
  return [{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec }];
}

/** The annotation that Kubernetes keeps for what people say of an object. */
function describe(text: string): Partial<Manifest["metadata"]> {
  return text === "" ? {} : { annotations: { "kubernetes.io/description": text } };
}
