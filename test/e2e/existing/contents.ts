import { FleetError } from "../../../lib/problem.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { until } from "../wait.ts";

/** Everything that an API server holds, by path. */
export type Contents = ReadonlyMap<string, KubeObject>;

interface Resource {
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** What a cluster has before anybody uses it: Kubernetes' own namespaces, and kind's. */
const ownNamespaces = new Set([
  "default",
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
]);

/** Come and go by themselves. */
const passing = new Set(["events", "leases", "endpoints", "endpointslices"]);
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Reads everything; what is deleted together with its namespace or its owner is read too. */
export async function readContents(kube: Kube): Promise<Contents> {
  const collections = await collectionsOf(kube);
  const lists = await Promise.all(
    collections.map(async ({ path, resource }) =>
      (await kube.list(path)).map((object): [string, KubeObject] => {
        const { namespace, name } = object.metadata;
        const folder = path.slice(0, path.length - resource.name.length);
        const inside = resource.namespaced ? `namespaces/${namespace}/` : "";
        return [`${folder}${inside}${resource.name}/${name}`, object];
      }),
    ),
  );
  return new Map(lists.flat());
}

async function collectionsOf(kube: Kube): Promise<{ path: string; resource: Resource }[]> {
  const groups = ((await kube.get("/apis"))?.["groups"] ?? []) as readonly {
    readonly preferredVersion: { readonly groupVersion: string };
  }[];
  const roots = ["/api/v1", ...groups.map((one) => `/apis/${one.preferredVersion.groupVersion}`)];
  const found = await Promise.all(
    roots.map(async (root) => {
      const resources = ((await kube.get(root))?.["resources"] ?? []) as readonly Resource[];
      return resources
        .filter(({ verbs }) => verbs.includes("list") && verbs.includes("delete"))
        .filter(({ name }) => !passing.has(name))
        .map((resource) => ({ path: `${root}/${resource.name}`, resource }));
    }),
  );
  return found.flat();
}

/** Refuses a cluster that somebody uses, or that brings a kind which the fleet brings itself. */
export function requireUnused(contents: Contents, kinds: ReadonlySet<string>): void {
  const names = (prefix: string): string[] =>
    [...contents]
      .filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"))
      .map(([, { metadata }]) => metadata.name);
  const used = names("/api/v1/namespaces/").filter((name) => !ownNamespaces.has(name));
  const taken = names(`${definitions}/`).filter((name) => kinds.has(name));
  const todo = "name a cluster that nobody uses: everything that a run makes in it is deleted";
  const problems = [
    ...used.map((name) => `namespace ${name} is there; ${todo}`),
    ...taken.map((name) => `definition ${name} is there; ${todo}`),
  ];
  if (problems.length === 0) return;
  throw new FleetError(problems.map((message) => ({ place: "--kubeconfig", message })));
}

/** Deletes what was not there before, and waits until it is gone. */
export async function restoreContents(kube: Kube, before: Contents): Promise<void> {
  const remove = async (): Promise<number> => {
    const added = [...(await readContents(kube))].filter(([path]) => !before.has(path));
    await Promise.all(
      added.map(async ([path, { metadata }]) => {
        // Whoever would act on it has ended.
        if (metadata.finalizers) await kube.patch(path, { metadata: { finalizers: null } });
        // No kubelet says of a simulated node that its pods have ended.
        if (path.includes("/pods/")) await kube.delete(path, { gracePeriodSeconds: 0 });
        else if (!goesWithItsNamespace(metadata, before) && !metadata.deletionTimestamp)
          await kube.delete(path);
      }),
    );
    return added.length;
  };
  // While kinds go, the server does not know for a moment what it serves.
  const isDone = (): Promise<boolean> =>
    remove()
      .then((left) => left === 0)
      .catch(() => false);
  await until("the cluster as it was before", isDone, 300);
}

function goesWithItsNamespace({ namespace }: KubeObject["metadata"], before: Contents): boolean {
  return namespace !== undefined && !before.has(`/api/v1/namespaces/${namespace}`);
}
