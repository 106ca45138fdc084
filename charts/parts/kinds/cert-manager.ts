import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";
import {
  answeringPods,
  clusterIssuer,
  group,
  localIssuer,
  unprovenWildcards,
  unservedWebhooks,
} from "../issuers.ts";

const issuer = { group, kind: "Issuer", namespaced: true };

/** Keys of DNS servers for DNS-01 (cert-manager docs: configuration/acme/dns01). */
const solverSecrets = [
  "acmeDNS.accountSecretRef",
  "akamai.accessTokenSecretRef",
  "akamai.clientSecretSecretRef",
  "akamai.clientTokenSecretRef",
  "azureDNS.clientSecretSecretRef",
  "cloudDNS.serviceAccountSecretRef",
  "cloudflare.apiKeySecretRef",
  "cloudflare.apiTokenSecretRef",
  "digitalocean.tokenSecretRef",
  "rfc2136.tsigSecretSecretRef",
  "route53.accessKeyIDSecretRef",
  "route53.secretAccessKeySecretRef",
  // Of its own making: each webhook has its own fields.
  "webhook.config.*SecretRef",
  "webhook.config.*SecretKeyRef",
];

const issuerSecrets = [
  ...solverSecrets.map((path) => `spec.acme.solvers[].dns01.${path}`),
  "spec.acme.externalAccountBinding.keySecretRef",
  "spec.ca",
  "spec.vault.auth.appRole.secretRef",
  "spec.vault.auth.clientCertificate",
  "spec.vault.auth.kubernetes.secretRef",
  "spec.vault.auth.tokenSecretRef",
  "spec.vault.*SecretRef",
  "spec.venafi.*.apiTokenSecretRef",
  "spec.venafi.*.caBundleSecretRef",
  "spec.venafi.*.credentialsRef",
];

const issuerNames: readonly Naming[] = [
  ...issuerSecrets.map((path) => ({ path, to: "Secret" as const })),
  ...["spec.vault.auth.kubernetes", "spec.acme.solvers[].dns01.route53.auth.kubernetes"].map(
    (path) => ({ path: `${path}.serviceAccountRef`, to: "ServiceAccount" as const }),
  ),
  {
    path: "spec.acme.solvers[].http01.ingress.ingressClassName",
    to: { group: "networking.k8s.io", kind: "IngressClass", namespaced: false },
  },
];

export function ingressAnnotations(name: string): Record<string, string> {
  return { [clusterIssuer]: name };
}

/** The kinds of cert-manager, and the annotations by which it makes certificates for an Ingress. */
export const certManagerKinds: Kinds = {
  [`${group}/Certificate`]: {
    names: [{ path: "spec.issuerRef", to: issuer }],
    makes: (manifest) => {
      const { secretName } = (manifest["spec"] ?? {}) as { secretName?: string };
      return secretName ? [madeSecret(manifest, secretName, ["tls.crt", "tls.key", "ca.crt"])] : [];
    },
    check: unprovenWildcards,
    traffic: answeringPods,
  },
  [`${group}/ClusterIssuer`]: { names: issuerNames, check: unservedWebhooks },
  [`${group}/Issuer`]: { names: issuerNames, check: unservedWebhooks },
  [`${group}/CertificateRequest`]: { isExcluded: true },
  [`acme.${group}/*`]: {},
  "networking.k8s.io/Ingress": {
    names: [
      {
        path: `metadata.annotations["${clusterIssuer}"]`,
        to: { ...issuer, kind: "ClusterIssuer" },
      },
      { path: `metadata.annotations["${localIssuer}"]`, to: issuer },
    ],
    makes: (manifest) => (isIssued(manifest) ? certificates(manifest) : []),
    check: unprovenWildcards,
    traffic: answeringPods,
  },
};

function isIssued({ metadata: { annotations = {} } }: Manifest): boolean {
  return annotations[clusterIssuer] !== undefined || annotations[localIssuer] !== undefined;
}

function certificates(ingress: Manifest): ReturnType<typeof madeSecret>[] {
  const { tls = [] } = (ingress["spec"] ?? {}) as { tls?: readonly { secretName?: string }[] };
  return tls.flatMap(({ secretName }) =>
    secretName ? [madeSecret(ingress, secretName, ["tls.crt", "tls.key"])] : [],
  );
}
