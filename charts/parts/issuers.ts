import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Find } from "../../lib/model/kind.ts";
import type { PodTraffic } from "../../lib/model/traffic.ts";

export const group = "cert-manager.io";

/** The annotations by which an Ingress asks for a certificate. */
export const clusterIssuer = `${group}/cluster-issuer`;
export const localIssuer = `${group}/issuer`;

interface Solver {
  readonly dns01?: { readonly webhook?: { readonly groupName?: string } };
  readonly http01?: { readonly gatewayHTTPRoute?: { readonly parentRefs?: readonly Parent[] } };
}

interface Parent {
  readonly name?: string;
  readonly namespace?: string;
}

function solversOf(issuer: Manifest | undefined): readonly Solver[] {
  const { acme } = (issuer?.["spec"] ?? {}) as { acme?: { solvers?: readonly Solver[] } };
  return acme?.solvers ?? [];
}

/** An authority asks for a record in DNS before it signs a wildcard. */
export function* unprovenWildcards(manifest: Manifest, find: Find): Iterable<string> {
  const { kind = "Issuer", name } = issuerOf(manifest);
  if (!name) return;
  const at = kind === "ClusterIssuer" ? "" : (manifest.metadata.namespace ?? "");
  const solvers = solversOf(find(group, kind, at, name));
  if (solvers.length === 0 || solvers.some(({ dns01 }) => dns01)) return;
  for (const host of namesOf(manifest)) {
    if (host.startsWith("*."))
      yield `wants a certificate for ${host}, but ${kind} "${name}" proves hosts over HTTP, which no wildcard can be; give it a DNS-01 challenge or name each host`;
  }
}

/** The pods that answer for hosts over HTTP, in the namespace of who asks (cert-manager docs: configuration/acme/http01). */
export function answeringPods(manifest: Manifest, find: Find): PodTraffic[] {
  const { kind = "Issuer", name } = issuerOf(manifest);
  const at = kind === "ClusterIssuer" ? "" : (manifest.metadata.namespace ?? "");
  const isOverHttp = name && solversOf(find(group, kind, at, name)).some(({ http01 }) => http01);
  const why = "an authority asks for the proof of a host";
  const pods = { "acme.cert-manager.io/http01-solver": "true" };
  return isOverHttp ? [{ pods, from: [{ who: "ingress", ports: [8089], why }], to: [] }] : [];
}

function issuerOf({ metadata: { annotations = {} }, ...manifest }: Manifest): {
  readonly kind?: string;
  readonly name?: string;
} {
  const { issuerRef } = (manifest["spec"] ?? {}) as { issuerRef?: { kind?: string; name: string } };
  if (manifest.kind === "Certificate") return issuerRef ?? {};
  const shared = annotations[clusterIssuer];
  return shared ? { kind: "ClusterIssuer", name: shared } : { name: annotations[localIssuer] };
}

function namesOf(manifest: Manifest): readonly string[] {
  const { dnsNames = [], tls = [] } = (manifest["spec"] ?? {}) as {
    dnsNames?: readonly string[];
    tls?: readonly { hosts?: readonly string[] }[];
  };
  return [...dnsNames, ...tls.flatMap(({ hosts = [] }) => hosts)];
}

/**
 * cert-manager calls a webhook through the API server, by a group and version of its own. A Gateway need not be there
 * first: its certificates may be of this issuer.
 */
export function* unserved(issuer: Manifest, find: Find): Iterable<string> {
  for (const [i, { dns01, http01 }] of solversOf(issuer).entries()) {
    for (const [j, parent] of (http01?.gatewayHTTPRoute?.parentRefs ?? []).entries()) {
      const { name: gateway = "", namespace: at = "" } = parent;
      if (at !== "" && !find("gateway.networking.k8s.io", "Gateway", at, gateway))
        yield `spec.acme.solvers[${i}].http01.gatewayHTTPRoute.parentRefs[${j}] names Gateway "${gateway}", which nothing in namespace ${at} makes; add it or correct the name`;
    }
    const name = dns01?.webhook?.groupName;
    const service = `v1alpha1.${name}`;
    if (name && !find("apiregistration.k8s.io", "APIService", "", service))
      yield `spec.acme.solvers[${i}].dns01.webhook.groupName names "${name}", but nothing in this cluster makes APIService "${service}"; add the webhook's chart`;
  }
}
