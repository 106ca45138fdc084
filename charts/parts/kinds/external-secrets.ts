import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming, Product } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";

const group = "external-secrets.io";
const store = { group, kind: "SecretStore", namespaced: true };

const storeNames: readonly Naming[] = [
  { path: "spec.provider.vault.auth.kubernetes.serviceAccountRef", to: "ServiceAccount" },
  ...[
    "spec.provider.vault.auth.tokenSecretRef",
    "spec.provider.vault.auth.appRole.secretRef",
    "spec.provider.vault.auth.kubernetes.secretRef",
  ].map((path) => ({ path, to: "Secret" as const })),
];

interface Spec {
  readonly target?: {
    readonly name?: string;
    readonly creationPolicy?: string;
    readonly template?: {
      readonly data?: Readonly<Record<string, string>>;
      readonly mergePolicy?: string;
    };
  };
  readonly data?: readonly { readonly secretKey: string }[];
  readonly dataFrom?: readonly unknown[];
}

export const externalSecretsKinds: Kinds = {
  [`${group}/ExternalSecret`]: {
    names: [{ path: "spec.secretStoreRef", to: store }],
    makes: madeByExternalSecret,
  },
  [`${group}/ClusterSecretStore`]: { names: storeNames },
  [`${group}/SecretStore`]: { names: storeNames },
  [`${group}/*`]: {},
  [`generators.${group}/*`]: {},
};

function madeByExternalSecret(manifest: Manifest): Product[] {
  const { target, data = [], dataFrom } = (manifest["spec"] ?? {}) as Spec;
  const templated = target?.template?.data && Object.keys(target.template.data);
  const plain = data.map(({ secretKey }) => secretKey);
  const replaced = templated && target.template?.mergePolicy !== "Merge";
  const keys = replaced ? templated : [...plain, ...(templated ?? [])];
  const name = target?.name ?? manifest.metadata.name;
  const secret = madeSecret(manifest, name, dataFrom ? undefined : keys);
  // These add to a Secret that is there, or make none.
  const isShared = target?.creationPolicy === "Merge" || target?.creationPolicy === "None";
  return [isShared ? { ...secret, isShared } : secret];
}
