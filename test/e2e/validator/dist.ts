import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { FleetError } from "../../../lib/problem.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import type { Kube } from "../kube.ts";
import type { Api } from "./api.ts";

const dist = new URL("../../../dist/", import.meta.url);
const dryRun = "dryRun=All&fieldValidation=Strict&fieldManager=argocd-controller&force=true";

/** A file of dist/ and the object in it. */
export interface DistObject {
  readonly cluster: string;
  readonly path: string;
  readonly object: Manifest;
}

/** Everything that is rendered, as it lies in dist/. */
export function readDist(): DistObject[] {
  const names = readdirSync(dist, { recursive: true, encoding: "utf8" });
  return (
    names
      // What stands beside the root is for reviewers.
      .filter((name) => name.endsWith(".yaml") && !name.endsWith("/review.yaml"))
      .toSorted()
      .map((path) => ({
        path,
        cluster: path.split("/")[0]!,
        object: load(readFileSync(new URL(path, dist), "utf8")) as Manifest,
      }))
  );
}

/**
 * Each cluster's objects as Argo CD would apply them, in the cluster's own namespaces: no refusal, and no warning but
 * that of Argo CD's finalizers. Returns the number of those.
 */
export async function checkDist(
  kube: Kube,
  api: Api,
  objects: readonly DistObject[],
): Promise<number> {
  const clusters = Map.groupBy(objects, ({ cluster }) => cluster);
  const problems: { place: string; message: string }[] = [];
  let finalizers = 0;
  for (const own of clusters.values()) {
    await prepareNamespaces(kube, own);
    const answers = own.map(async ({ path, object }) => {
      const collection = await api.collectionOf(object);
      const title = titleOf(object);
      const complain = (message: string): void => void problems.push({ place: path, message });
      if (!collection) return complain(`${title} is of a kind that the API server does not have`);
      const at = `${collection}/${object.metadata.name}?${dryRun}`;
      const { status, message, warnings } = await kube.ask("PATCH", at, object);
      if (status >= 300) complain(`${title} is refused by the API server; it says: ${message}`);
      for (const warning of warnings) {
        if (isNamedByArgo(warning)) finalizers++;
        else complain(`${title} is warned of by the API server; it says: ${warning}`);
      }
    });
    await Promise.all(answers);
  }
  if (problems.length > 0) throw new FleetError(problems);
  return finalizers;
}

/** Argo CD's own names of finalizers are older than the advice to write a path behind the domain. */
function isNamedByArgo(warning: string): boolean {
  return /"(?:pre-delete|post-delete)-finalizer\.argocd\.argoproj\.io\\?": prefer a domain-qualified/.test(
    warning,
  );
}

/** Namespaces are made for good: what stands in them is judged by their labels, Pod Security above all. */
async function prepareNamespaces(kube: Kube, objects: readonly DistObject[]): Promise<void> {
  const rendered = objects.flatMap(({ object }) => (object.kind === "Namespace" ? [object] : []));
  const named = objects.flatMap(({ object }) => object.metadata.namespace ?? []);
  const all = new Map(named.map((name) => [name, namespace(name)]));
  for (const object of rendered) all.set(object.metadata.name, object);
  for (const [name, object] of all) {
    await kube.ask("PATCH", `/api/v1/namespaces/${name}?fieldManager=e2e&force=true`, object);
  }
}

function namespace(name: string): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}
