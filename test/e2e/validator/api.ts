import { importedCharts } from "../../../lib/kubernetes/chart.ts";
import type { ImportedDefinition } from "../../../lib/kubernetes/chart.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { groupOf } from "../../../lib/kubernetes/manifest.ts";
import { definitionOf } from "../definitions.ts";
import type { Kube } from "../kube.ts";
import { until } from "../wait.ts";

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Where the objects of each kind are, as the server itself says. */
export class Api {
  readonly #kube: Kube;
  readonly #resources = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  constructor(kube: Kube) {
    this.#kube = kube;
  }

  /** The collection an object belongs into; undefined for a kind that the server does not have. */
  async collectionOf({ apiVersion, kind, metadata }: Manifest): Promise<string | undefined> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const found = (await this.#resourcesOf(root)).get(kind);
    if (!found) return undefined;
    return found.namespaced
      ? `${root}/namespaces/${metadata.namespace ?? "default"}/${found.name}`
      : `${root}/${found.name}`;
  }

  #resourcesOf(root: string): Promise<ReadonlyMap<string, Resource>> {
    const known = this.#resources.get(root) ?? this.#discover(root);
    this.#resources.set(root, known);
    return known;
  }

  async #discover(root: string): Promise<ReadonlyMap<string, Resource>> {
    const list = await this.#kube.get(root);
    const resources = (list?.["resources"] ?? []) as readonly Resource[];
    // Subresources, such as "pods/status", have the kind of what they belong to.
    const own = resources.filter(({ name }) => !name.includes("/"));
    return new Map(own.map((resource) => [resource.kind, resource]));
  }
}

/** Makes the server know the custom resources among these objects. */
export async function installDefinitions(kube: Kube, objects: readonly Manifest[]): Promise<void> {
  const kinds = new Set(objects.map(({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`));
  const all = Object.values(importedCharts())
    .flatMap(({ crds }): readonly ImportedDefinition[] => crds)
    .filter(({ group, kind }) => kinds.has(`${group}/${kind}`));
  const names = all.map(({ plural, group }) => `${plural}.${group}`);
  await Promise.all(
    all.map(async (definition, i) => {
      const path = `${definitions}/${names[i]}?fieldManager=e2e&force=true`;
      const { status, message } = await kube.ask("PATCH", path, definitionOf(definition));
      if (status >= 300) throw new Error(`${names[i]}: ${message}`);
    }),
  );
  await until(
    "every kind of the fleet",
    async () => areEstablished(await kube.list(definitions)),
    60,
  );
}

function areEstablished(list: Awaited<ReturnType<Kube["list"]>>): boolean {
  return list.every(({ status }) =>
    (status?.conditions ?? []).some(
      (condition: { readonly type: string; readonly status: string }) =>
        condition.type === "Established" && condition.status === "True",
    ),
  );
}
