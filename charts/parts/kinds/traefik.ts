import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";

const group = "traefik.io";
const of = (kind: string) => ({ group, kind, namespaced: true });

const tlsNames: readonly Naming[] = [
  { path: "spec.tls.secretName", to: "Secret" },
  { path: "spec.tls.options", to: of("TLSOption") },
  { path: "spec.tls.store", to: of("TLSStore") },
];

const services: Naming = { path: "spec.routes[].services[]", to: "Service" };

export const traefikKinds: Kinds = {
  [`${group}/IngressRoute`]: {
    names: [services, { path: "spec.routes[].middlewares[]", to: of("Middleware") }, ...tlsNames],
    hostnames: (manifest) => hostnamesOf(manifest),
    routes: true,
  },
  [`${group}/IngressRouteTCP`]: {
    names: [
      services,
      { path: "spec.routes[].middlewares[]", to: of("MiddlewareTCP") },
      ...tlsNames,
    ],
    routes: true,
  },
  [`${group}/IngressRouteUDP`]: { names: [services], routes: true },
  [`${group}/Middleware`]: {
    names: [
      { path: "spec.basicAuth.secret", to: "Secret" },
      { path: "spec.digestAuth.secret", to: "Secret" },
      { path: "spec.errors.service", to: "Service" },
      { path: "spec.chain.middlewares[]", to: of("Middleware") },
    ],
    routes: true,
  },
  [`${group}/TLSStore`]: {
    names: [
      { path: "spec.defaultCertificate", to: "Secret" },
      { path: "spec.certificates[]", to: "Secret" },
    ],
  },
  [`${group}/*`]: {},
};

function hostnamesOf(manifest: Manifest): string[] {
  const { routes = [] } = (manifest["spec"] ?? {}) as { routes?: readonly { match?: string }[] };
  return routes.flatMap(({ match = "" }) => hostsOfMatch(match));
}

/** Every name in the `Host(...)` terms of a rule. */
function hostsOfMatch(match: string): string[] {
  return [...match.matchAll(/\bHost\(([^)]*)\)/g)].flatMap(([, names = ""]) =>
    [...names.matchAll(/[`"]([^`"]+)[`"]/g)].flatMap(([, name]) => name ?? []),
  );
}
