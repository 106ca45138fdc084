import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Find, Kinds, Naming, Product } from "../../../lib/model/kind.ts";
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

/**
 * What providers log in with. Only in stores of a namespace: what the cluster's leaves without one is looked for where
 * the ExternalSecret stands.
 */
const ownNames: readonly Naming[] = [
  ...["auth.secretRef", "auth.*SecretRef", "auth.*.secretRef", "auth.*.*SecretRef", "*SecretRef"],
].map((path) => ({ path: `spec.provider.*.${path}`, to: "Secret" }));

const ownAccounts: readonly Naming[] = ["auth", "auth.*"].map((path) => ({
  path: `spec.provider.*.${path}.serviceAccountRef`,
  to: "ServiceAccount",
}));

/** Where an ExternalSecret reads beside its store. */
const sourceNames: readonly Naming[] = [
  ...["spec.data[]", "spec.dataFrom[]"].map((path) => ({
    path: `${path}.sourceRef.storeRef`,
    to: store,
  })),
  {
    path: "spec.dataFrom[].sourceRef.generatorRef",
    to: { group: `generators.${group}`, kind: "", namespaced: true },
  },
  { path: "spec.target.template.templateFrom[].configMap", to: "ConfigMap" },
  { path: "spec.target.template.templateFrom[].secret", to: "Secret" },
];

interface Spec {
  readonly secretStoreRef?: { readonly kind?: string; readonly name?: string };
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
    names: [{ path: "spec.secretStoreRef", to: store }, ...sourceNames],
    makes: madeByExternalSecret,
    check: unservedSecret,
  },
  [`${group}/ClusterSecretStore`]: { names: storeNames },
  [`${group}/SecretStore`]: { names: [...ownNames, ...ownAccounts] },
  [`${group}/PushSecret`]: {
    names: [
      { path: "spec.secretStoreRefs[]", to: store },
      { path: "spec.selector.secret", to: "Secret" },
    ],
  },
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

interface StoreSpec {
  readonly conditions?: readonly {
    readonly namespaces?: readonly string[];
    readonly namespaceRegexes?: readonly string[];
    readonly namespaceSelector?: object;
  }[];
}

/** The store of the whole cluster serves the namespaces of its conditions, and is silent to others. */
function* unservedSecret({ metadata, spec }: Manifest, find: Find): Iterable<string> {
  const { kind, name = "" } = ((spec ?? {}) as Spec).secretStoreRef ?? {};
  if (kind !== "ClusterSecretStore") return;
  const found = find(group, kind, "", name)?.["spec"] as StoreSpec | undefined;
  const conditions = found?.conditions ?? [];
  const byName = conditions.every(
    (one) => one.namespaces && !one.namespaceRegexes && !one.namespaceSelector,
  );
  if (conditions.length === 0 || !byName) return;
  const { namespace = "" } = metadata;
  if (conditions.some(({ namespaces }) => namespaces?.includes(namespace))) return;
  yield `asks ClusterSecretStore "${name}" from namespace ${namespace}, which its conditions leave out; place it in a namespace of a component or an environment`;
}
