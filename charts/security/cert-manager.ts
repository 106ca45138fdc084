import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { ClusterIssuer } from "../../imports/crds/cert-manager.io/clusterissuer.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { certManagerKinds, ingressAnnotations } from "../parts/kinds/cert-manager.ts";
import { monitored } from "../parts/monitoring.ts";

export interface CertManagerOptions {
  /**
   * `letsencrypt` proves the domain by DNS at Cloudflare, with a staging issuer beside the real one.
   * `local` signs with an authority of the cluster's own, for a cluster that no public name leads to.
   */
  readonly authority: "letsencrypt" | "local";
}

const resources = { requests: { cpu: "20m", memory: "64Mi" } };

/** Issues and renews TLS certificates. */
export const certManager = defineComponent({
  name: "cert-manager",
  layer: "security",
  namespace: "cert-manager",
  podSecurity: "restricted",
  provides: { "certificate-issuer": { ingressAnnotations } },
  chart: "cert-manager",
  kinds: certManagerKinds,

  values: (scope) => ({
    crds: { enabled: true },
    // By default it elects its leader in kube-system.
    global: { leaderElection: { namespace: scope.namespace } },
    // The router answers for the zone inside the house: only a resolver outside sees the challenge.
    dns01RecursiveNameservers: "https://1.1.1.1:443/dns-query",
    dns01RecursiveNameserversOnly: true,
    // Its hook would run at every sync.
    startupapicheck: { enabled: false },
    prometheus: { servicemonitor: { enabled: monitored(scope) } },
    resources,
    webhook: { resources },
    cainjector: { resources },
  }),

  objects(scope, { authority }: CertManagerOptions) {
    const issuer = authority === "letsencrypt" ? letsEncrypt(scope) : localAuthority(scope);
    scope.provide("certificate-issuer", issuer);
  },
});

function letsEncrypt(scope: Scope): ClusterIssuer {
  const token = scope.secret({ name: "cloudflare-api-token", keys: ["api-token"] });
  const cloudflare = { apiTokenSecretRef: { name: token.name, key: "api-token" } };
  const acme = (name: string, server: string): ClusterIssuer =>
    new ClusterIssuer(scope, name, {
      metadata: { name },
      spec: {
        acme: {
          server,
          email: scope.cluster.site.email,
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [{ dns01: { cloudflare } }],
        },
      },
    });
  acme("letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory");
  return acme("letsencrypt-production", "https://acme-v02.api.letsencrypt.org/directory");
}

function localAuthority(scope: Scope): ClusterIssuer {
  const secretName = "local-authority";
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
  return new ClusterIssuer(scope, "local", {
    metadata: { name: secretName },
    spec: { ca: { secretName } },
  });
}
