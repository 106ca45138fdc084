import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import type { Problem } from "../../../lib/problem.ts";
import type { Kube } from "../kube.ts";
import { Api, installDefinitions } from "./api.ts";

const asArgo = "fieldValidation=Strict&fieldManager=argocd-controller&force=true";

/**
 * Applies objects to an API server, not as a trial, as Argo CD would: kinds, then namespaces, then the others. Those of the
 * cluster as a whole are deleted in the end.
 */
export async function applyAll(
  kube: Kube,
  place: string,
  objects: readonly Manifest[],
): Promise<Problem[]> {
  await installDefinitions(kube, objects);
  const api = new Api(kube);
  const isNamespace = ({ kind }: Manifest): boolean => kind === "Namespace";
  const named = objects.flatMap(({ metadata }) => metadata.namespace ?? []);
  const rendered = objects.filter(isNamespace);
  const bare = [...new Set(named)]
    .filter((name) => !rendered.some(({ metadata }) => metadata.name === name))
    .map((name): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  const problems: Problem[] = [];
  const apply = async (object: Manifest): Promise<void> => {
    const collection = await api.collectionOf(object);
    const path = `${collection}/${object.metadata.name}?${asArgo}`;
    const answer = collection ? await kube.ask("PATCH", path, object) : undefined;
    if (answer && answer.status < 300) return;
    const reason = answer?.message ?? "it has no such kind";
    problems.push({ place, message: `${titleOf(object)} is refused by the API server: ${reason}` });
  };
  await Promise.all([...rendered, ...bare].map(apply));
  await Promise.all(objects.filter((one) => !isNamespace(one)).map(apply));
  await Promise.all(objects.filter(isOfCluster).map((one) => remove(kube, api, one)));
  return problems;
}

const kept = new Set(["Namespace", "CustomResourceDefinition"]);

/** Of no namespace, and none itself: another fleet has the same ones otherwise, with fields that no update changes. */
function isOfCluster({ kind, metadata }: Manifest): boolean {
  return metadata.namespace === undefined && !kept.has(kind);
}

async function remove(kube: Kube, api: Api, object: Manifest): Promise<void> {
  const collection = await api.collectionOf(object);
  if (collection) await kube.delete(`${collection}/${object.metadata.name}`);
}
