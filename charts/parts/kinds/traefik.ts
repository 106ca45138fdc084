import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Find, Kinds, Naming } from "../../../lib/model/kind.ts";

const group = "traefik.io";
const of = (kind: string) => ({ group, kind, namespaced: true });

const tlsNames: readonly Naming[] = [
  { path: "spec.tls.secretName", to: "Secret" },
  { path: "spec.tls.options", to: of("TLSOption") },
  { path: "spec.tls.store", to: of("TLSStore") },
];

const secrets = (...paths: readonly string[]): Naming[] =>
  paths.map((path) => ({ path, to: "Secret" }));

/** Certificates to show, and authorities to trust. */
const transportNames = (path: string): readonly Naming[] => [
  ...secrets(`${path}.certificatesSecrets[]`, `${path}.rootCAsSecrets[]`),
  ...secrets(`${path}.rootCAs[].secret`),
  { path: `${path}.rootCAs[].configMap`, to: "ConfigMap" },
];

/** What a service of Traefik's own is made of. */
const partsOfService = [
  "spec.weighted.services[]",
  "spec.highestRandomWeight.services[]",
  "spec.mirroring",
  "spec.mirroring.mirrors[]",
  "spec.failover.service",
  "spec.failover.fallback",
];

const services: Naming = { path: "spec.routes[].services[]", to: "Service" };

export const traefikKinds: Kinds = {
  "networking.k8s.io/Ingress": { check: unknownMiddlewares },
  [`${group}/IngressRoute`]: {
    names: [
      services,
      { path: "spec.routes[].middlewares[]", to: of("Middleware") },
      { path: "spec.parentRefs[]", to: of("IngressRoute") },
      ...tlsNames,
    ],
    hostnames: (manifest) => hostnamesOf(manifest),
    routes: true,
    check: unknownServices,
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
      ...secrets("spec.basicAuth.secret", "spec.digestAuth.secret"),
      ...secrets("spec.forwardAuth.tls.caSecret", "spec.forwardAuth.tls.certSecret"),
      ...secrets("spec.rateLimit.redis.secret"),
      ...secrets("spec.rateLimit.redis.tls.caSecret", "spec.rateLimit.redis.tls.certSecret"),
      { path: "spec.errors.service", to: "Service" },
      { path: "spec.chain.middlewares[]", to: of("Middleware") },
    ],
    routes: true,
  },
  [`${group}/ServersTransport`]: { names: transportNames("spec") },
  [`${group}/ServersTransportTCP`]: { names: transportNames("spec.tls") },
  [`${group}/TLSOption`]: { names: secrets("spec.clientAuth.secretNames[]") },
  [`${group}/TraefikService`]: {
    names: partsOfService.map((path) => ({ path, to: "Service" })),
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

interface Route {
  readonly services?: readonly {
    readonly name?: string;
    readonly namespace?: string;
    readonly kind?: string;
    readonly serversTransport?: string;
  }[];
}

/** What a route leads to beside Services. Names with an `@` are of Traefik itself, or of another of its providers. */
function* unknownServices({ metadata, spec }: Manifest, find: Find): Iterable<string> {
  const { routes = [] } = (spec ?? {}) as { readonly routes?: readonly Route[] };
  for (const [i, { services: targets = [] }] of routes.entries())
    for (const [j, target] of targets.entries()) {
      const { name = "", namespace = metadata.namespace ?? "", kind, serversTransport } = target;
      const at = `spec.routes[${i}].services[${j}]`;
      if (kind === "TraefikService" && !name.includes("@"))
        yield* missing(find, ["TraefikService", namespace, name], at);
      if (serversTransport !== undefined && !serversTransport.includes("@"))
        yield* missing(
          find,
          ["ServersTransport", namespace, serversTransport],
          `${at}.serversTransport`,
        );
    }
}

const annotation = "traefik.ingress.kubernetes.io/router.middlewares";
const provider = "@kubernetescrd";

/** An Ingress names them as `<namespace>-<name>@kubernetescrd`, with commas between. */
function* unknownMiddlewares({ metadata }: Manifest, find: Find): Iterable<string> {
  const text = metadata.annotations?.[annotation] ?? "";
  const names = text.split(",").map((name) => name.trim());
  for (const name of names.filter((one) => one.endsWith(provider))) {
    const dashes = [...name.matchAll(/-/g)].map(({ index }) => index);
    const isThere = dashes.some((dash) =>
      find(group, "Middleware", name.slice(0, dash), name.slice(dash + 1, -provider.length)),
    );
    if (!isThere)
      yield `metadata.annotations["${annotation}"] names "${name}", which no Middleware is; write <namespace>-<name>${provider} of one that is there`;
  }
}

function* missing(
  find: Find,
  [kind, namespace, name]: readonly [kind: string, namespace: string, name: string],
  at: string,
): Iterable<string> {
  if (!find(group, kind, namespace, name))
    yield `${at} names ${kind} "${name}", which nothing in namespace ${namespace} makes; add it or correct the name`;
}
