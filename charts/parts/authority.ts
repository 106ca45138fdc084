import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { ClusterIssuer } from "../../imports/crds/cert-manager.io/clusterissuer.ts";
import type { Scope } from "../../lib/model/scope.ts";
import type { AcmeAuthority, Challenge } from "./acme.ts";
import { acmeIssuer, letsEncrypt, solverFor } from "./acme.ts";

export type Authority = "letsencrypt" | "local" | "own" | AcmeAuthority;

/** Of an authority of the house, the name of its issuer. */
export const ownAuthorities = { local: "local-authority", own: "own-authority" } as const;

/** One of the house, which asks for no proof. */
export function isOwn(authority: Authority): authority is keyof typeof ownAuthorities {
  return authority === "local" || authority === "own";
}

/** The issuer that signs for the cluster, with what it needs. */
export function issuerOf(scope: Scope, authority: Authority, challenge: Challenge): ClusterIssuer {
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
