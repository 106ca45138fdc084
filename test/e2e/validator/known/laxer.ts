import type { Known } from "./known.ts";
import { any } from "./known.ts";

/** Strata takes what the server refuses: nobody could know it before there is a cluster, or what is said stands elsewhere. */
export const laxer: readonly Known[] = [
  {
    kind: any,
    path: /^metadata\.generation$/,
    says: /must be greater than or equal to 0/,
    reason: "the server's own field, which it resets for some kinds and refuses for others",
  },
  {
    kind: /^Service$/,
    path: /^spec\.(?:externalIPs\[\]|clusterIP)$/,
    says: /loopback range|IPv6 is not configured|not configured for dual-stack/,
    reason: "depends on how the cluster was set up",
  },
  {
    kind: /^Service$/,
    path: /^spec\.(?:ipFamilyPolicy|ipFamilies|type)/,
    says: /not configured for|not configured on|may not be set for ExternalName|may not be set to 'None'|primary clusterIP/,
    reason: "depends on how the cluster was set up, and on the address it gives",
  },
  {
    kind: /^BGPPeer$/,
    path: /^spec\.connectTime$/,
    says: /evaluating rule: connect time should be/,
    reason: "a CEL rule of MetalLB's own definition, which imports/ does not keep",
  },
  {
    kind: /^CiliumNetworkPolicy$/,
    path: /^spec$/,
    says: /spec or specs must be provided/,
    reason: "a rule that Cilium's own definition writes about the root",
  },
  {
    kind: /^Prometheus$/,
    path: /^spec\.(?:replicas|shards)$/,
    says: /should be a non-negative integer/,
    reason: "the scale subresource of its own definition, which imports/ does not keep",
  },
  {
    kind: /^Pod$/,
    path: /^spec\.(?:overhead|preemptionPolicy|priority|priorityClassName|serviceAccount|serviceAccountName|runtimeClassName)$/,
    says: /is forbidden: /,
    reason: "an admission plugin asks for other objects",
  },
  {
    kind: /^Secret$/,
    path: /^(?:data|stringData|type)\b/,
    says: /./,
    reason: "a Secret with data is refused as a whole, whatever stands in it",
  },
  {
    kind: /^CustomResourceDefinition$/,
    path: /\.openAPIV3Schema\b|\.subresources\.status$/,
    says: /./,
    reason: "a schema of objects yet to come; who writes one tries it where it is written",
  },
];
