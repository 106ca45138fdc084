import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import type { GatewaySpecListeners } from "../../imports/crds/gateway.networking.k8s.io/gateway.ts";
import { Gateway } from "../../imports/crds/gateway.networking.k8s.io/gateway.ts";
import type { HTTPRouteSpecRules } from "../../imports/crds/gateway.networking.k8s.io/httproute.ts";
import { HTTPRoute } from "../../imports/crds/gateway.networking.k8s.io/httproute.ts";
import type { GatewayServer } from "../../lib/model/capability.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { addressAnnotations } from "./load-balancer.ts";
import { wildcardSecret } from "./wildcard.ts";

/** Names of its listeners; those of hosts with a certificate of their own have the names of their hosts. */
const plain = "http";
const secure = "https";

interface GatewayOptions {
  /** Where it listens; a Service may have that at 80 and 443. */
  readonly ports: { readonly http: number; readonly https: number };
  readonly address?: string;
}

/** A Gateway for all namespaces, with certificates where the cluster has an issuer. */
export function addGateway(
  scope: Scope,
  { name, className, hosts }: GatewayServer,
  { ports, address }: GatewayOptions,
): void {
  const listener = (hostname: string, secret: string): GatewaySpecListeners => ({
    name: hostname.startsWith("*") ? secure : hostname,
    hostname,
    port: ports.https,
    protocol: "HTTPS",
    tls: { mode: "Terminate", certificateRefs: [{ name: secret }] },
    allowedRoutes: { namespaces: { from: "All" } },
  });
  const wildcard = wildcardSecret(scope);
  new Gateway(scope, name, {
    metadata: { name },
    spec: {
      gatewayClassName: className,
      ...(address && { infrastructure: { annotations: addressAnnotations(scope, address) } }),
      listeners: [
        {
          name: plain,
          port: ports.http,
          protocol: "HTTP",
          allowedRoutes: { namespaces: { from: "All" } },
        },
        ...(wildcard ? [listener(`*.${scope.cluster.domain}`, wildcard)] : []),
        ...hosts.flatMap((host) => {
          const secret = hostSecret(scope, host);
          return secret ? [listener(host, secret)] : [];
        }),
      ],
    },
  });
}

function hostSecret(scope: Scope, host: string): string | undefined {
  const { issuer } = scope.cluster.ingress ?? {};
  if (!issuer || !scope.has("certificate-issuer")) return undefined;
  const secretName = `${host}-tls`;
  const issuerRef = { kind: "ClusterIssuer", name: issuer };
  new Certificate(scope, host, {
    metadata: { name: host },
    spec: { secretName, dnsNames: [host], issuerRef },
  });
  return secretName;
}

/** Has what comes without TLS come again with it. */
export function redirectToHttps(scope: Scope, { name }: GatewayServer): void {
  if (!scope.cluster.ingress?.issuer) return;
  new HTTPRoute(scope, "to-https", {
    metadata: { name: "to-https" },
    spec: {
      parentRefs: [{ name, sectionName: plain }],
      rules: [
        {
          matches: [below("/")],
          filters: [
            { type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } },
          ],
        },
      ],
    },
  });
}

/** To each path of a host the number of the Service's port that answers there. */
type Paths = Readonly<Record<string, number>>;

/** Has a Gateway lead to a Service; hosts with the same paths share a route. */
export function addRoutes(
  scope: Scope,
  gateway: GatewayServer,
  service: string,
  hosts: Readonly<Record<string, Paths>>,
): void {
  const groups = Map.groupBy(Object.entries(hosts), ([, paths]) => JSON.stringify(paths));
  for (const [i, group] of [...groups.values()].entries()) {
    const [, paths] = group[0]!;
    const hostnames = group.map(([host]) => host);
    const parents = hostnames.map((host) => parentOf(scope, gateway, host));
    const name = i === 0 ? service : `${service}-${i + 1}`;
    new HTTPRoute(scope, `${name}-route`, {
      metadata: { name },
      spec: {
        parentRefs: [...new Map(parents.map((one) => [one.sectionName, one])).values()],
        hostnames,
        rules: Object.entries(paths).map(([path, port]) => ruleTo(service, path, port)),
      },
    });
  }
}

/** ... that answers without TLS. */
export function plainParent({ name, namespace }: GatewayServer) {
  return { namespace, name, sectionName: plain };
}

/** What a route names that serves a host. */
export function parentOf(scope: Scope, gateway: GatewayServer, host: string) {
  const { name, namespace } = gateway;
  return { namespace, name, sectionName: listenerFor(scope, gateway, host) };
}

function ruleTo(name: string, path: string, port: number): HTTPRouteSpecRules {
  return {
    matches: [below(path)],
    backendRefs: [{ name, port }],
  };
}

function below(value: string) {
  return { path: { type: "PathPrefix", value } } as const;
}

/** The listener that has a certificate for a host. */
function listenerFor(scope: Scope, { hosts }: GatewayServer, host: string): string {
  const { domain, ingress } = scope.cluster;
  // Whoever lacks an issuer is told so elsewhere.
  if (!ingress?.issuer || !scope.has("certificate-issuer")) return plain;
  if (hosts.includes(host)) return host;
  const { signsWildcards } = scope.from("certificate-issuer");
  if (signsWildcards && host.slice(host.indexOf(".") + 1) === domain) return secure;
  const has = signsWildcards ? `for *.${domain}` : "by name alone";
  scope.complain(
    `is served at "${host}", but the Gateway has certificates ${has}; name it in hosts of what serves the Gateway`,
  );
  return plain;
}
