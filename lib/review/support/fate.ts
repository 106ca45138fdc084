import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf } from "../../kubernetes/manifest.ts";
import type { ObjectState, Pair } from "./state.ts";

/** What becomes of an object that is no longer in git, and why. */
export interface Fate {
  readonly isDeleted: boolean;
  readonly why: string;
}

const options = "argocd.argoproj.io/sync-options";

/**
 * Argo CD 3.5: a CustomResourceDefinition is neither pruned nor deleted with its Application; `Prune=false` keeps an
 * object from the one, `Delete=false` and Helm's `keep` from the other (controller/appcontroller.go, shouldBeDeleted).
 */
export function fateOf({ manifest, application }: ObjectState, pair: Pair): Fate {
  if (manifest.kind === "CustomResourceDefinition")
    return { isDeleted: false, why: "Argo CD deletes no CustomResourceDefinition" };
  const [was, is] = [pair.before, pair.after].map(({ applications }) =>
    applications.get(application),
  );
  const { annotations = {} } = manifest.metadata;
  const said = new Set((annotations[options] ?? "").split(",").map((option) => option.trim()));
  if (was && !is) {
    if (!was.cascades)
      return { isDeleted: false, why: "its Application goes without what it brought" };
    if (said.has("Delete=false")) return { isDeleted: false, why: "it has Delete=false" };
    if (annotations["helm.sh/resource-policy"] === "keep")
      return { isDeleted: false, why: "its chart keeps it" };
    return { isDeleted: true, why: "it goes with its Application" };
  }
  if (said.has("Prune=false")) return { isDeleted: false, why: "it has Prune=false" };
  if (is && !is.prunes) return { isDeleted: false, why: "its Application does not prune" };
  return { isDeleted: true, why: "Argo CD prunes it" };
}

interface ClaimTemplate {
  readonly metadata?: { readonly name?: string };
}

/** The claims that each pod of a StatefulSet is given. */
export function claimsOf(manifest: Manifest): string[] {
  const { volumeClaimTemplates = [] } = (manifest["spec"] ?? {}) as {
    volumeClaimTemplates?: readonly ClaimTemplate[];
  };
  return volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? "");
}

/** `<group>/<Kind>` as the kinds of a component are written. */
export function kindOf({ apiVersion, kind }: Manifest): string {
  return `${groupOf(apiVersion)}/${kind}`;
}
