import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Kube } from "./kube.ts";

const argo = "/apis/argoproj.io/v1alpha1/namespaces/argocd";

/** What `npm run bootstrap` applies of a cluster's folder of dist/: the project of its root, then the root. */
export async function applyRoot(kube: Kube, folder: string): Promise<void> {
  for (const [plural, file] of [
    ["appprojects", "AppProject-root.yaml"],
    ["applications", "root.yaml"],
  ] as const) {
    const object = load(readFileSync(join(folder, file), "utf8")) as Manifest;
    await kube.apply(`${argo}/${plural}/${object.metadata.name}`, object);
  }
}
