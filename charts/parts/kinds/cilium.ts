import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Find, Kinds, Naming } from "../../../lib/model/kind.ts";
import { ciliumPolicies } from "../cilium-policies.ts";

const group = "cilium.io";

/** What the rules of a policy name: blocks of addresses by name, and Services. */
const ruleNames: readonly Naming[] = ["spec", "specs[]"].flatMap((spec): Naming[] => [
  ...["egress[].toCIDRSet[]", "egressDeny[].toCIDRSet[]"].map((path) => cidrGroup(spec, path)),
  ...["ingress[].fromCIDRSet[]", "ingressDeny[].fromCIDRSet[]"].map((path) =>
    cidrGroup(spec, path),
  ),
  ...["egress", "egressDeny"].map((side): Naming => ({
    path: `${spec}.${side}[].toServices[].k8sService`,
    to: "Service",
  })),
]);

function cidrGroup(spec: string, path: string): Naming {
  const to = { group, kind: "CiliumCIDRGroup", namespaced: false };
  return { path: `${spec}.${path}.cidrGroupRef`, to };
}

const envoyNames: readonly Naming[] = [
  { path: "spec.services[]", to: "Service" },
  { path: "spec.backendServices[]", to: "Service" },
];

export const ciliumKinds: Kinds = {
  [`${group}/CiliumNetworkPolicy`]: {
    names: ruleNames,
    appliesTo: "spec.endpointSelector",
    policies: ciliumPolicies,
  },
  [`${group}/CiliumClusterwideNetworkPolicy`]: { names: ruleNames },
  [`${group}/CiliumEnvoyConfig`]: { names: envoyNames },
  [`${group}/CiliumClusterwideEnvoyConfig`]: { names: envoyNames },
  [`${group}/CiliumLocalRedirectPolicy`]: {
    names: [{ path: "spec.redirectFrontend.serviceMatcher", to: "Service" }],
  },
  [`${group}/CiliumEndpoint`]: { isExcluded: true },
  [`${group}/CiliumEndpointSlice`]: { isExcluded: true },
  [`${group}/CiliumIdentity`]: { isExcluded: true },
  [`${group}/CiliumBGPClusterConfig`]: {
    names: [
      {
        path: "spec.bgpInstances[].peers[].peerConfigRef",
        to: { group, kind: "CiliumBGPPeerConfig", namespaced: false },
      },
    ],
  },
  [`${group}/CiliumBGPPeerConfig`]: { names: [{ path: "spec.authSecretRef", to: "Secret" }] },
  [`${group}/*`]: {},
};

/** Name of the policy by which nodes answer ARP. */
export const l2Policy = "lan";

/** What its announcements ask of Services. */
export const ciliumBalancerKinds: Kinds = { "/Service": { check: lostLocally } };

/** One node answers for an address, whether it has a pod of the Service or not (Cilium docs: network/l2-announcements). */
function* lostLocally(service: Manifest, find: Find): Iterable<string> {
  const { type, externalTrafficPolicy } = (service["spec"] ?? {}) as Readonly<
    Record<string, string>
  >;
  if (type !== "LoadBalancer" || externalTrafficPolicy !== "Local") return;
  if (!find(group, "CiliumL2AnnouncementPolicy", "", l2Policy)) return;
  yield "has spec.externalTrafficPolicy Local, but the node that answers for its address may have no pod of it; set it to Cluster, or announce by BGP";
}
