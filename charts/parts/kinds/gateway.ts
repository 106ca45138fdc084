import { gatewayGroup } from "../../../lib/kubernetes/gateway.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { KindFacts, Kinds, Naming } from "../../../lib/model/kind.ts";

const of = (kind: string, namespaced = true) => ({ group: gatewayGroup, kind, namespaced });

/** Of whatever kind stands beside the name. */
const any = { group: "", kind: "", namespaced: true };

const certificates: readonly Naming[] = [
  { path: "spec.listeners[].tls.certificateRefs[]", to: "Secret" },
];

/** Certificates of authorities, in a ConfigMap or a Secret. */
const authorities = (path: string): readonly Naming[] => [
  { path, to: "ConfigMap" },
  { path, to: "Secret" },
];

const filters = (path: string): readonly Naming[] => [
  { path: `${path}.filters[].extensionRef`, to: any },
  { path: `${path}.filters[].requestMirror.backendRef`, to: "Service" },
];

const route: KindFacts = {
  names: [
    { path: "spec.parentRefs[]", to: of("Gateway") },
    { path: "spec.rules[].backendRefs[]", to: "Service" },
    ...filters("spec.rules[]"),
    ...filters("spec.rules[].backendRefs[]"),
  ],
  hostnames: ({ spec }: Manifest) =>
    (spec as { readonly hostnames?: readonly string[] } | undefined)?.hostnames ?? [],
  routes: true,
};

/** The kinds of Gateway API (gateway-api.sigs.k8s.io/reference/spec), of the standard channel. */
export const gatewayKinds: Kinds = {
  [`${gatewayGroup}/GatewayClass`]: { names: [{ path: "spec.parametersRef", to: any }] },
  [`${gatewayGroup}/Gateway`]: {
    names: [
      { path: "spec.gatewayClassName", to: of("GatewayClass", false) },
      { path: "spec.infrastructure.parametersRef", to: any },
      ...certificates,
      { path: "spec.tls.backend.clientCertificateRef", to: "Secret" },
      ...authorities("spec.tls.frontend.default.validation.caCertificateRefs[]"),
      ...authorities("spec.tls.frontend.perPort[].tls.validation.caCertificateRefs[]"),
    ],
  },
  [`${gatewayGroup}/ListenerSet`]: {
    names: [{ path: "spec.parentRef", to: of("Gateway") }, ...certificates],
  },
  ...Object.fromEntries(
    ["HTTPRoute", "GRPCRoute", "TLSRoute"].map((kind) => [`${gatewayGroup}/${kind}`, route]),
  ),
  [`${gatewayGroup}/BackendTLSPolicy`]: {
    names: [
      { path: "spec.targetRefs[]", to: any },
      ...authorities("spec.validation.caCertificateRefs[]"),
    ],
  },
  [`${gatewayGroup}/*`]: {},
};
