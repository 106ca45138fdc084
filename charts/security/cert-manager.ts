import { defineComponent } from "../../lib/model/component.ts";
import { goingTo } from "../parts/addresses.ts";
import type { AcmeAuthority, Challenge } from "../parts/acme.ts";
import { isOutside } from "../parts/acme.ts";
import { isOwn, issuerOf, ownAuthorities } from "../parts/authority.ts";
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
      ...(isOwn(authority) && { authority: ownAuthorities[authority] }),
      signsWildcards: !("http01" in challenge),
    }),
  },
  chart: "cert-manager",
  kinds: certManagerKinds,
  traffic: (scope, { authority, challenge = byDns, resolver = publicResolver }) =>
    isOwn(authority)
      ? { to: [{ who: "api-server" }] }
      : isOutside(authority, challenge)
        ? goingTo(scope.cluster, resolver, { who: "internet" })
        : {},

  *check({ authority, challenge }, { name, ingress }) {
    if (challenge && isOwn(authority))
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
