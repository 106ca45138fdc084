import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import type { Scope } from "../../lib/model/scope.ts";

/** A certificate for every host of the cluster's domain; undefined where nobody signs such a one. */
export function wildcardSecret(scope: Scope): string | undefined {
  const { domain, ingress } = scope.cluster;
  if (!ingress?.issuer || !scope.has("certificate-issuer")) return undefined;
  if (!scope.from("certificate-issuer").signsWildcards) return undefined;
  const secretName = "wildcard-tls";
  const issuerRef = { kind: "ClusterIssuer", name: ingress.issuer };
  new Certificate(scope, "wildcard", {
    metadata: { name: "wildcard" },
    spec: { secretName, dnsNames: [`*.${domain}`], issuerRef },
  });
  return secretName;
}
