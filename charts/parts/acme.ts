import { plainParent } from "./gateway.ts";
import type { ClusterIssuerSpecAcmeSolvers as Solver } from "../../imports/crds/cert-manager.io/clusterissuer.ts";
import { ClusterIssuer } from "../../imports/crds/cert-manager.io/clusterissuer.ts";
import type { Scope } from "../../lib/model/scope.ts";
import type { SecretRequest } from "../../lib/model/secret.ts";

type Providers = Required<NonNullable<Solver["dns01"]>>;
type Provider = Exclude<keyof Providers, "cnameStrategy">;

/** What a provider's own fields are called in an Issuer; those that name Secrets are filled in. */
type Settings<Name extends Provider> = {
  readonly [
    Field in keyof Providers[Name] as Field extends `${string}SecretRef` ? never : Field
  ]: Providers[Name][Field];
};

type Plain = Exclude<Provider, "cloudflare" | "webhook">;

/** Proves a domain by a record that its DNS server is asked to keep for a minute. */
export type Dns01 =
  | { readonly [Name in Plain]: { readonly dns01: Name } & Settings<Name> }[Plain]
  | { readonly dns01: "cloudflare" }
  | ({
      readonly dns01: "webhook";
      /** That its configuration names, asked for beside the issuer. */
      readonly secret?: SecretRequest;
    } & Settings<"webhook">);

/** Proves a host by what it answers at port 80, which the authority must reach: never a wildcard. */
export interface Http01 {
  /** Through an Ingress of the cluster's class. */
  readonly http01: "ingress";
}

export type Challenge = Dns01 | Http01;

export interface AcmeAuthority {
  /** URL of its ACME directory. */
  readonly directory: string;
  /** ID of the key of an account that it knows you by (external account binding). */
  readonly keyID?: string;
  /** Its root certificate as PEM, where no system knows it. */
  readonly root?: string;
}

interface Credentials {
  readonly name: string;
  /** Field of the Issuer to the key of the Secret. */
  readonly keys: Readonly<Record<string, string>>;
  /** With any of these the provider lets it in otherwise. */
  readonly unless?: readonly string[];
  /** Without it there is nobody to let in. */
  readonly onlyWith?: string;
}

/** The Secrets that solvers read, called as in cert-manager's examples (its docs: configuration/acme/dns01). */
export const credentials: Readonly<Record<Exclude<Provider, "webhook">, Credentials>> = {
  acmeDNS: { name: "acme-dns", keys: { accountSecretRef: "acmedns.json" } },
  akamai: {
    name: "akamai-secret",
    keys: {
      accessTokenSecretRef: "accessToken",
      clientSecretSecretRef: "clientSecret",
      clientTokenSecretRef: "clientToken",
    },
  },
  azureDNS: {
    name: "azuredns-config",
    keys: { clientSecretSecretRef: "client-secret" },
    unless: ["managedIdentity"],
  },
  cloudDNS: {
    name: "clouddns-dns01-solver-svc-acct",
    keys: { serviceAccountSecretRef: "key.json" },
  },
  cloudflare: { name: "cloudflare-api-token", keys: { apiTokenSecretRef: "api-token" } },
  digitalocean: { name: "digitalocean-dns", keys: { tokenSecretRef: "access-token" } },
  rfc2136: {
    name: "tsig-secret",
    keys: { tsigSecretSecretRef: "tsig-secret-key" },
    onlyWith: "tsigKeyName",
  },
  route53: {
    name: "route53-credentials",
    keys: {
      accessKeyIDSecretRef: "access-key-id",
      secretAccessKeySecretRef: "secret-access-key",
    },
    unless: ["auth"],
  },
};

/** Whose servers are on the internet alone. */
const servers: ReadonlySet<string> = new Set<Provider>([
  "akamai",
  "azureDNS",
  "cloudDNS",
  "cloudflare",
  "digitalocean",
  "route53",
]);

/** Whether both who signs and who keeps the proof are on the internet: other names may lead into the house. */
export function isOutside(authority: "letsencrypt" | AcmeAuthority, challenge: Challenge): boolean {
  return authority === "letsencrypt" && "dns01" in challenge && servers.has(challenge.dns01);
}

/** Both of Let's Encrypt's: the one for trying has generous limits, and nobody trusts it. */
export function letsEncrypt(scope: Scope, solver: Solver): ClusterIssuer {
  const issuer = (stage: string, host: string): ClusterIssuer =>
    acmeIssuer(scope, `letsencrypt-${stage}`, { directory: `https://${host}/directory` }, solver);
  issuer("staging", "acme-staging-v02.api.letsencrypt.org");
  return issuer("production", "acme-v02.api.letsencrypt.org");
}

export function acmeIssuer(
  scope: Scope,
  name: string,
  { directory: server, keyID, root }: AcmeAuthority,
  solver: Solver,
): ClusterIssuer {
  const account = `${name}-account`;
  const binding = keyID === undefined ? undefined : `${name}-binding`;
  if (binding) scope.secret({ name: binding, keys: ["secret"] });
  return new ClusterIssuer(scope, name, {
    metadata: { name },
    spec: {
      acme: {
        server,
        email: scope.cluster.site.email,
        privateKeySecretRef: { name: account },
        externalAccountBinding:
          keyID && binding ? { keyID, keySecretRef: { name: binding, key: "secret" } } : undefined,
        caBundle: root && Buffer.from(root).toString("base64"),
        solvers: [solver],
      },
    },
  });
}

/** The solver of an Issuer, with the Secrets that it reads asked for. */
export function solverFor(scope: Scope, challenge: Challenge): Solver {
  if (!("dns01" in challenge)) {
    const ingressClassName = scope.cluster.ingress?.className;
    const gateway = scope.has("ingress") ? scope.from("ingress").gateway : undefined;
    if (gateway && !gateway.servesIngress)
      return {
        http01: {
          gatewayHTTPRoute: { parentRefs: [plainParent(gateway)], serviceType: "ClusterIP" },
        },
      };
    return { http01: { ingress: { ingressClassName, serviceType: "ClusterIP" } } };
  }
  const { dns01: provider, secret, ...settings } = challenge as WithSecret;
  if (secret) scope.secret(secret);
  return { dns01: { [provider]: { ...settings, ...secretsOf(scope, provider, settings) } } };
}

type WithSecret = Dns01 & { readonly secret?: SecretRequest };

function secretsOf(scope: Scope, provider: Provider, settings: object): object {
  const asked = provider === "webhook" ? undefined : credentials[provider];
  if (!asked) return {};
  const { name, keys, unless = [], onlyWith } = asked;
  const isLetIn = unless.some((field) => field in settings);
  if (isLetIn || (onlyWith && !(onlyWith in settings))) return {};
  // A key's ID may stand beside its Secret.
  const refs = Object.entries(keys).filter(
    ([field]) => !(field.replace(/SecretRef$/, "") in settings),
  );
  scope.secret({ name, keys: refs.map(([, key]) => key) });
  return Object.fromEntries(refs.map(([field, key]) => [field, { name, key }]));
}
