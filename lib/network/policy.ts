import { perObject } from "../kubernetes/each.ts";
import type { LabelSelector } from "../kubernetes/labels.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { PodPolicy, PolicyPeer, PolicyPort, PolicyRule } from "../model/traffic.ts";
import type { KindTable } from "../order/kind-table.ts";

interface Spec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: Ports }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: Ports }[];
}

type Peer = Exclude<PolicyPeer, { readonly entity: unknown }>;
type Ports = readonly PolicyPort[];

/** What an object does as a policy; nothing, of what is none. */
export function policiesIn(manifest: Manifest, kinds: KindTable): readonly PodPolicy[] {
  if (manifest.kind === "NetworkPolicy" && manifest.apiVersion === "networking.k8s.io/v1")
    return readPolicy(manifest);
  return kinds.of(manifest).flatMap((facts) => facts.policies?.(manifest) ?? []);
}

/** Without policyTypes it is about who comes in, and about where pods go once it has a rule for that. */
const readPolicy = perObject(({ spec }): readonly PodPolicy[] => {
  const { podSelector = {}, policyTypes, ingress = [], egress = [] } = (spec ?? {}) as Spec;
  const types = policyTypes ?? ["Ingress", ...(egress.length > 0 ? ["Egress"] : [])];
  return [
    {
      selector: podSelector,
      ...(types.includes("Ingress") && {
        ingress: ingress.map(({ from, ports }) => ruleOf(from, ports)),
      }),
      ...(types.includes("Egress") && { egress: egress.map(({ to, ports }) => ruleOf(to, ports)) }),
    },
  ];
});

/** An empty list of a rule means what a missing one means: all. */
function ruleOf(peers: readonly Peer[] = [], ports: Ports = []): PolicyRule {
  return { ...(peers.length > 0 && { peers }), ...(ports.length > 0 && { ports }) };
}
