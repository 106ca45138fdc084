import type { KubeObject } from "../kube.ts";
import type { World } from "./row.ts";

interface ExternalSecretSpec {
  readonly target?: {
    readonly template?: {
      readonly data?: Readonly<Record<string, string>>;
      readonly metadata?: object;
    };
  };
}

/** Makes the Secrets that the controller of an object brings into being, with keys as it says and values that mean nothing. */
export async function writeProducts(object: KubeObject, world: World): Promise<void> {
  const namespace = object.metadata.namespace!;
  const products = world.plan.index.kinds.productsOf(object);
  const { template } = (object["spec"] as ExternalSecretSpec).target ?? {};
  const built = object.kind === "ExternalSecret" ? (template?.data ?? {}) : {};
  for (const { kind, name, keys = [] } of products) {
    if (kind !== "Secret") continue;
    const stringData = Object.fromEntries(keys.map((key) => [key, built[key] ?? "stand-in"]));
    await world.view.kube.apply(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...template?.metadata, name, namespace },
      stringData,
    });
  }
}
