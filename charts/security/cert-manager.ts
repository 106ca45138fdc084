import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { ClusterIssuer } from "../../imports/crds/cert-manager.io/clusterissuer.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { goingTo } from "../parts/addresses.ts";
import type { AcmeAuthority, Challenge } from "../parts/acme.ts";
import { acmeIssuer, isOutside, letsEncrypt, solverFor } from "../parts/acme.ts";
import { certManagerKinds, ingressAnnotations } from "../parts/kinds/cert-manager.ts";
import { monitored } from "../parts/monitoring.ts";

export interface CertManagerOptions {
  /**
   * `letsencrypt`: issuers `letsencrypt-production` and `letsencrypt-staging`. `{ directory: "https://..." }`: issuer
   * `acme`, of another authority that speaks ACME. `local`: issuer `local-authority`, which the cluster makes for itself,
   * where no public name leads to it. `own`: issuer `own-authority`, of a certificate and key that you have.
   */
  readonly authority: "letsencrypt" | "local" | "own" | AcmeAuthority;
  /**
   * How ACME proves a domain: `{ dns01: "route53", region: "eu-west-1" }`, or `{ http01: "ingress" }`, which signs no
   * wildcards. @default { dns01: "cloudflare" }
   */
  readonly challenge?: Challenge;
  /** Asked whether a challenge can be seen from outside. @default "https://1.1.1.1:443/dns-query" */
  readonly resolver?: string;
}

const resources = { requests: { cpu: "20m", memory: "64Mi" } };
const ownAuthorities = { local: "local-authority", own: "own-authority" } as const;
type Own = keyof typeof ownAuthorities;
const publicResolver = "https://1.1.1.1:443/dns-query";
const byDns: Challenge = { dns01: "cloudflare" };

/** Issues and renews TLS certificates. */
export const certManager = defineComponent({
  name: "cert-manager",
  layer: "security",
  about: { docs: "https://cert-manager.io/docs/" },
  namespace: "cert-manager",
  podSecurity: "restricted",
  needs: ({ challenge = byDns }: CertManagerOptions) =>
    "http01" in challenge ? { ingress: "challenges are answered through it" } : {},
  provides: {
    "certificate-issuer": (_, { authority, challenge = byDns }) => ({
      ingressAnnotations,
      ...(typeof authority === "string" && authority in ownAuthorities
        ? { authority: ownAuthorities[authority as Own] }
        : {}),
      signsWildcards: !("http01" in challenge),
    }),
  },
  chart: "cert-manager",
  kinds: certManagerKinds,
  traffic: (scope, { authority, challenge = byDns, resolver = publicResolver }) =>
    authority === "local" || authority === "own"
      ? { to: [{ who: "api-server" }] }
      : isOutside(authority, challenge)
        ? goingTo(scope.cluster, resolver, { who: "internet" })
        : {},

  *check({ authority, challenge }, { name, ingress }) {
    if (challenge && (authority === "local" || authority === "own"))
      yield `has a challenge, but authority ${authority} asks for no proof; leave it out`;
    if (challenge && "http01" in challenge && !ingress)
      yield `answers challenges by Ingress, but cluster ${name} has no class of it; set its ingress`;
  },

  values: (scope, { resolver = publicResolver }) => ({
    // It looks for the kinds once, when it starts.
    ...(scope.use("gateway-crds", "it signs for Gateways, too") && {
      config: { enableGatewayAPI: true },
    }),
    crds: { enabled: true },
    // By default it elects its leader in kube-system.
    global: { leaderElection: { namespace: scope.namespace } },
    // The router answers for the zone inside the house: only a resolver outside sees the challenge.
    dns01RecursiveNameservers: resolver,
    dns01RecursiveNameserversOnly: true,
    // Its hook would run at every sync.
    startupapicheck: { enabled: false },
    prometheus: { servicemonitor: { enabled: monitored(scope) } },
    resources,
    webhook: { resources },
    cainjector: { resources },
  }),

  objects(scope, { authority, challenge = byDns }) {
    scope.provide("certificate-issuer", issuerOf(scope, authority, challenge));
  },
});

function issuerOf(
  scope: Scope,
  authority: CertManagerOptions["authority"],
  challenge: Challenge,
): ClusterIssuer {
  if (authority === "local") return localAuthority(scope);
  if (authority === "own") {
    const name = ownAuthorities.own;
    const keys = ["tls.crt", "tls.key"];
    scope.secret({ name, keys, type: "kubernetes.io/tls" });
    return signedBy(scope, name);
  }
  const solver = solverFor(scope, challenge);
  return authority === "letsencrypt"
    ? letsEncrypt(scope, solver)
    : acmeIssuer(scope, "acme", authority, solver);
}

function signedBy(scope: Scope, secretName: string): ClusterIssuer {
  const metadata = { name: secretName };
  return new ClusterIssuer(scope, "issuer", { metadata, spec: { ca: { secretName } } });
}

function localAuthority(scope: Scope): ClusterIssuer {
  const secretName = ownAuthorities.local;
  new ClusterIssuer(scope, "self-signed", {
    metadata: { name: "self-signed" },
    spec: { selfSigned: {} },
  });
  new Certificate(scope, "authority", {
    metadata: { name: secretName },
    spec: {
      isCA: true,
      // Ten years: whoever trusts it does so by hand.
      duration: "87600h",
      commonName: `${scope.cluster.name} authority`,
      secretName,
      issuerRef: { kind: "ClusterIssuer", name: "self-signed" },
    },
  });
  return signedBy(scope, secretName);
}
