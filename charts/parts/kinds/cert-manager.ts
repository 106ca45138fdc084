import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";
import {
  answeringPods,
  clusterIssuer,
  group,
  localIssuer,
  unprovenWildcards,
  unserved,
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

const byAnnotation: readonly Naming[] = [
  { path: `metadata.annotations["${clusterIssuer}"]`, to: { ...issuer, kind: "ClusterIssuer" } },
  { path: `metadata.annotations["${localIssuer}"]`, to: issuer },
];

/** The kinds of cert-manager, and the annotations by which it makes certificates for an Ingress or a Gateway. */
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
  [`${group}/ClusterIssuer`]: { names: issuerNames, check: unserved },
  [`${group}/Issuer`]: { names: issuerNames, check: unserved },
  [`${group}/CertificateRequest`]: { isExcluded: true },
  [`acme.${group}/*`]: {},
  // cert-manager docs: usage/gateway.
  "gateway.networking.k8s.io/Gateway": {
    names: byAnnotation,
    makes: (manifest) => (isIssued(manifest) ? listenerCertificates(manifest) : []),
    traffic: answeringPods,
  },
  "networking.k8s.io/Ingress": {
    names: byAnnotation,
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

function listenerCertificates(gateway: Manifest): ReturnType<typeof madeSecret>[] {
  const { listeners = [] } = (gateway["spec"] ?? {}) as {
    listeners?: readonly { tls?: { certificateRefs?: readonly { name?: string }[] } }[];
  };
  return listeners.flatMap(({ tls }) =>
    (tls?.certificateRefs ?? []).flatMap(({ name }) =>
      name ? [madeSecret(gateway, name, ["tls.crt", "tls.key"])] : [],
    ),
  );
}
