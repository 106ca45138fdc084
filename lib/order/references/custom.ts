import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf } from "../../kubernetes/manifest.ts";
import type { Product, Reference } from "./reference.ts";

/** How a custom resource names another object: a path, and how to read what stands there. */
interface Naming {
  /** `[]` steps through a list; a path that leads nowhere names nothing. */
  readonly path: string;
  /** Reads a `{name, key}` record or a plain name as a Secret, or a `{kind, name}` record by the default given. */
  readonly to:
    | "Secret"
    | "ServiceAccount"
    | { readonly group: string; readonly kind: string; readonly namespaced: boolean };
}

const issuer = { group: "cert-manager.io", kind: "Issuer", namespaced: true };
const store = { group: "external-secrets.io", kind: "SecretStore", namespaced: true };
const issuerNamings: readonly Naming[] = [
  { path: "spec.acme.solvers[].dns01.cloudflare.apiTokenSecretRef", to: "Secret" },
  { path: "spec.ca", to: "Secret" },
];
const storeNamings: readonly Naming[] = [
  { path: "spec.provider.vault.auth.kubernetes.serviceAccountRef", to: "ServiceAccount" },
  { path: "spec.provider.vault.auth.tokenSecretRef", to: "Secret" },
];

/** Custom kinds whose references order deployment, by `group/Kind`. */
const namings: Readonly<Record<string, readonly Naming[]>> = {
  "cert-manager.io/Certificate": [{ path: "spec.issuerRef", to: issuer }],
  "cert-manager.io/ClusterIssuer": issuerNamings,
  "cert-manager.io/Issuer": issuerNamings,
  "external-secrets.io/ExternalSecret": [{ path: "spec.secretStoreRef", to: store }],
  "external-secrets.io/ClusterSecretStore": storeNamings,
  "external-secrets.io/SecretStore": storeNamings,
  "longhorn.io/BackupTarget": [{ path: "spec.credentialSecret", to: "Secret" }],
  "metallb.io/L2Advertisement": [
    {
      path: "spec.ipAddressPools[]",
      to: { group: "metallb.io", kind: "IPAddressPool", namespaced: true },
    },
  ],
  "traefik.io/TLSStore": [{ path: "spec.defaultCertificate", to: "Secret" }],
  "traefik.io/Middleware": [{ path: "spec.basicAuth.secret", to: "Secret" }],
};

interface Named {
  readonly name?: string;
  readonly secretName?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly key?: string;
}

/** What a custom resource names. `home` is the namespace of the controller of a cluster-scoped kind. */
export function customReferences(manifest: Manifest, namespace: string, home: string): Reference[] {
  const rules = namings[`${groupOf(manifest.apiVersion)}/${manifest.kind}`];
  if (!rules) return [];
  return rules.flatMap((rule) =>
    valuesAt(manifest, rule.path).flatMap(([field, value]) => {
      const named: Named = typeof value === "string" ? { name: value } : (value as Named);
      const reference = readNaming(rule, named, namespace || home);
      return reference ? [{ ...reference, field }] : [];
    }),
  );
}

function readNaming(
  { to }: Naming,
  named: Named,
  namespace: string,
): Omit<Reference, "field"> | undefined {
  const name = named.name ?? named.secretName;
  if (!name) return undefined;
  if (typeof to === "string") {
    return { group: "", kind: to, namespace: named.namespace ?? namespace, name, key: named.key };
  }
  const kind = named.kind ?? to.kind;
  const isClusterScoped = !to.namespaced || kind.startsWith("Cluster");
  return { group: to.group, kind, namespace: isClusterScoped ? "" : namespace, name };
}

/** Every value that a path leads to, with the path of each. */
function valuesAt(root: unknown, path: string): [string, unknown][] {
  let found: [string, unknown][] = [["", root]];
  for (const step of path.split(".")) {
    const isList = step.endsWith("[]");
    const key = isList ? step.slice(0, -2) : step;
    found = found.flatMap(([field, value]): [string, unknown][] => {
      const next = (value as Record<string, unknown>)[key];
      const at = field ? `${field}.${key}` : key;
      if (next === undefined || next === null) return [];
      if (!isList) return [[at, next]];
      return Array.isArray(next)
        ? next.map((item, i): [string, unknown] => [`${at}[${i}]`, item])
        : [];
    });
  }
  return found;
}

interface ExternalSecretSpec {
  readonly target?: {
    readonly name?: string;
    readonly template?: {
      readonly data?: Readonly<Record<string, string>>;
      readonly mergePolicy?: string;
    };
  };
  readonly data?: readonly { readonly secretKey: string }[];
  readonly dataFrom?: readonly unknown[];
}

/** The Secrets that a custom resource's controller makes. */
export function customProducts(manifest: Manifest, namespace: string): Product[] {
  const secret = (name: string, keys?: readonly string[]): Product[] => [
    { group: "", kind: "Secret", namespace, name, keys },
  ];
  const { name } = manifest.metadata;
  const spec = (manifest["spec"] ?? {}) as Record<string, unknown>;
  switch (`${groupOf(manifest.apiVersion)}/${manifest.kind}`) {
    case "cert-manager.io/Certificate":
      return secret(String(spec["secretName"]), ["tls.crt", "tls.key", "ca.crt"]);
    case "bitnami.com/SealedSecret":
      return secret(name, Object.keys(spec["encryptedData"] ?? {}));
    case "external-secrets.io/ExternalSecret":
      return externalSecret(spec, name, secret);
    default:
      return [];
  }
}

function externalSecret(
  { target, data = [], dataFrom }: ExternalSecretSpec,
  name: string,
  secret: (name: string, keys?: readonly string[]) => Product[],
): Product[] {
  const templated = target?.template?.data && Object.keys(target.template.data);
  const plain = data.map(({ secretKey }) => secretKey);
  const replaced = templated && target.template?.mergePolicy !== "Merge";
  const keys = replaced ? templated : [...plain, ...(templated ?? [])];
  return secret(target?.name ?? name, dataFrom ? undefined : keys);
}
