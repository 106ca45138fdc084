import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Find, Kinds } from "../../../lib/model/kind.ts";
import { ciliumPolicies } from "../cilium-policies.ts";

const group = "cilium.io";

export const ciliumKinds: Kinds = {
  [`${group}/CiliumNetworkPolicy`]: {
    appliesTo: "spec.endpointSelector",
    policies: ciliumPolicies,
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
