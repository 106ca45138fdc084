import type { Kinds } from "../../../lib/model/kind.ts";

/** Of a Bundle's target. */
export const namespaceName = "kubernetes.io/metadata.name";

interface Target {
  readonly configMap?: { readonly key: string };
  readonly namespaceSelector?: {
    readonly matchExpressions?: readonly { readonly key: string; readonly values?: string[] }[];
  };
}

/** Writes a ConfigMap of the bundle's name into each namespace that it selects; those that it names are known. */
export const trustManagerKinds: Kinds = {
  "trust.cert-manager.io/Bundle": {
    makes({ metadata: { name }, ...bundle }) {
      const { target = {} } = (bundle["spec"] ?? {}) as { target?: Target };
      const { configMap, namespaceSelector } = target;
      const known = namespaceSelector?.matchExpressions?.find(({ key }) => key === namespaceName);
      if (!configMap || !known) return [];
      return (known.values ?? []).map((namespace) => ({
        group: "",
        kind: "ConfigMap",
        namespace,
        name,
        keys: [configMap.key],
      }));
    },
  },
};
