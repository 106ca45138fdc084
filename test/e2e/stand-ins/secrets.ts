import type { Manifest } from "../../../lib/manifest.ts";
import { ingressProducts } from "../../../lib/references/core.ts";
import { customProducts } from "../../../lib/references/custom.ts";
import type { KubeObject } from "../kube.ts";
import type { World } from "./row.ts";

interface ExternalSecretSpec {
  readonly data?: readonly {
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property?: string };
  }[];
  readonly target?: {
    readonly template?: {
      readonly data?: Readonly<Record<string, string>>;
      readonly metadata?: object;
    };
  };
}

/** Makes the Secrets that the controller of an object brings into being, with keys as it says. */
export async function writeProducts(object: KubeObject, world: World): Promise<void> {
  const namespace = object.metadata.namespace!;
  const manifest = object as unknown as Manifest;
  const products = [
    ...ingressProducts(manifest, namespace),
    ...customProducts(manifest, namespace),
  ];
  const values = object.kind === "ExternalSecret" ? valuesFromStore(object, world) : {};
  for (const { name, keys = [] } of products) {
    const stringData = Object.fromEntries(keys.map((key) => [key, values[key] ?? "stand-in"]));
    const { template } = (object["spec"] as ExternalSecretSpec).target ?? {};
    await world.view.kube.apply(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...template?.metadata, name, namespace },
      stringData,
    });
  }
}

/** What the store holds for an ExternalSecret, with its template filled in. */
function valuesFromStore({ spec }: KubeObject, { vault }: World): Record<string, string> {
  const { data = [], target } = spec as ExternalSecretSpec;
  const values: Record<string, string> = {};
  for (const { secretKey, remoteRef } of data) {
    const { key, property = secretKey } = remoteRef;
    values[secretKey] = vault.get(key)?.[property] ?? "stand-in";
  }
  const filled = Object.entries(target?.template?.data ?? {}).map(([key, text]) => [
    key,
    text.replace(/\{\{ *\.(\w+) *\}\}/g, (_, name: string) => values[name] ?? ""),
  ]);
  return { ...values, ...(Object.fromEntries(filled) as Record<string, string>) };
}
