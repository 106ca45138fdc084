import { kindOf } from "../support/fate.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { Opening, Peer, Port, Selector } from "../support/peers.ts";
import { isNarrower, isOpenedBy } from "../support/peers.ts";
import type { Change, ClusterState, ObjectState, Pair } from "../support/state.ts";
import { changesOfKind, objectsOf } from "../support/state.ts";

const group = "networking.k8s.io";

interface Spec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly {
    readonly from?: readonly Peer[];
    readonly ports?: readonly Port[];
  }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}

const todo = "make sure that it is meant";

/** Network policies that let more through than they did. */
export function* networks(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, group, "NetworkPolicy")) {
    for (const message of messagesOf(pair, change))
      yield findingOf(pair.cluster, change, {
        topic: "access",
        rule: "network-opened",
        level: "warning",
        message,
        todo,
      });
  }
  yield* foreign(pair);
}

function messagesOf(pair: Pair, { before, after }: Change): Iterable<string> {
  if (!before) return added(pair, after);
  return after ? wider(specOf(after), specOf(before)) : gone(pair, before);
}

function specOf({ manifest }: ObjectState): Spec {
  return manifest["spec"] ?? {};
}

/** By default it isolates from what comes in, and from what goes out where it has a rule for that. */
function typesOf({ policyTypes, egress }: Spec): readonly string[] {
  return policyTypes ?? (egress ? ["Ingress", "Egress"] : ["Ingress"]);
}

function openingsOf(spec: Spec, type: string): Opening[] {
  return type === "Ingress"
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function* gone(pair: Pair, object: ObjectState): Iterable<string> {
  const types = typesOf(specOf(object)).filter(
    (type) => isolating(pair.after, object, type).length === 0,
  );
  if (types.length > 0)
    yield `goes: the pods that it selected are open for ${directions(types)} unless another policy selects them`;
}

/** The policies of a state that select at least the pods that another one does. */
function isolating(state: ClusterState, object: ObjectState, type: string): Spec[] {
  const { podSelector } = specOf(object);
  const { namespace } = object.manifest.metadata;
  return objectsOf(state, (kind) => kind === "NetworkPolicy")
    .filter(({ id, manifest }) => manifest.metadata.namespace === namespace && id !== object.id)
    .map(specOf)
    .filter((spec) => typesOf(spec).includes(type) && isNarrower(podSelector, spec.podSelector));
}

function* wider(own: Spec, old: Spec): Iterable<string> {
  if (!isNarrower(old.podSelector, own.podSelector))
    yield "selects other pods: those that it leaves are open unless another policy selects them";
  const types = typesOf(own);
  const left = typesOf(old).filter((type) => !types.includes(type));
  if (left.length > 0) yield `no longer limits ${directions(left)}`;
  for (const type of types.filter((one) => typesOf(old).includes(one))) {
    const known = openingsOf(old, type);
    for (const opening of openingsOf(own, type))
      if (!isOpenedBy(opening, known))
        yield `opens ${directions([type])} ${openingText(opening, type)}`;
  }
}

/** A policy adds to what others of the namespace let through; where there was none it only isolates. */
function* added(pair: Pair, object: ObjectState): Iterable<string> {
  const own = specOf(object);
  for (const type of typesOf(own)) {
    const others = isolating(pair.before, object, type);
    if (others.length === 0) continue;
    const known = others.flatMap((other) => openingsOf(other, type));
    for (const opening of openingsOf(own, type))
      if (!isOpenedBy(opening, known))
        yield `is new and opens ${directions([type])} ${openingText(opening, type)}`;
  }
}

function directions(types: readonly string[]): string {
  return types
    .map((type) => (type === "Ingress" ? "what comes in" : "what goes out"))
    .join(" and ");
}

function openingText({ peers, ports }: Opening, type: string): string {
  const whom = peers.length === 0 ? "everybody" : peers.map(peerText).join(", ");
  const which = ports.length === 0 ? "every port" : ports.map(portText).join(", ");
  return `${type === "Ingress" ? "from" : "to"} ${whom} on ${which}`;
}

function peerText({ ipBlock, namespaceSelector, podSelector }: Peer): string {
  if (ipBlock) {
    const { cidr, except = [] } = ipBlock;
    return except.length === 0 ? cidr : `${cidr} without ${except.join(", ")}`;
  }
  const pods = selectorText("pods", podSelector);
  return namespaceSelector ? `${pods} in ${selectorText("namespaces", namespaceSelector)}` : pods;
}

function selectorText(
  what: string,
  { matchLabels = {}, matchExpressions = [] }: Selector = {},
): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const terms = matchExpressions.map((term) => JSON.stringify(term));
  const all = [...labels, ...terms];
  return all.length === 0 ? `all ${what}` : `${what} ${all.join(",")}`;
}

function portText({ protocol = "TCP", port, endPort }: Port): string {
  if (port === undefined) return `every port of ${protocol}`;
  return `${protocol} ${port}${endPort === undefined ? "" : `-${endPort}`}`;
}

/** Of kinds of policies that are not Kubernetes' own: whether they let more through, only a reader can tell. */
function* foreign({ cluster, changes, before, after }: Pair): Iterable<Finding> {
  const policies = new Set([before, after].flatMap(({ facts }) => facts?.policies ?? []));
  for (const change of changes) {
    if (!change.before || !policies.has(kindOf(change.before.manifest))) continue;
    yield findingOf(cluster, change, {
      topic: "access",
      rule: "policy-changed",
      level: "warning",
      message: change.after
        ? "changes who may talk to whom; its fields stand below"
        : "goes, and with it what it forbade",
      todo,
    });
  }
}
