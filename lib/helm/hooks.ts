import type { Manifest } from "../kubernetes/manifest.ts";
import type { HookDecision } from "../model/hook.ts";

/** Seconds after which a Job without a limit of its own has failed: the sync ends, and starts again. */
const deadlineSeconds = 600;

const helmHook = "helm.sh/hook";
const helmAnnotations = /^helm\.sh\/hook(?:-weight|-delete-policy|-output-log-policy)?$/;

/** The moments of Helm that an object is a hook of; empty for every other object. */
export function hookMoments({ metadata }: Manifest): string[] {
  const value = metadata.annotations?.[helmHook];
  return value === undefined ? [] : value.split(",").map((moment) => moment.trim());
}

/**
 * What becomes of a hook by default, such that nothing waits for something that comes later. Hooks of tests, rollbacks
 * and deletions are dropped. What runs (Job, Pod) becomes a hook of the Sync phase, beside the objects of the chart:
 * before them it would wait for ever for a ServiceAccount that is one of them, and after them it could not make what
 * they wait for. The rest of the hooks, accounts and rights for the most part, become objects.
 */
export function decideHook(manifest: Manifest): HookDecision {
  const isInstalled = hookMoments(manifest).some((moment) =>
    /^(?:pre|post)-(?:install|upgrade)$|^crd-install$/.test(moment),
  );
  if (!isInstalled) return "drop";
  return runs(manifest) ? "Sync" : "object";
}

function runs({ kind }: Manifest): boolean {
  return kind === "Job" || kind === "Pod";
}

/** The object without Helm's annotations, with those of Argo CD. */
export function asHook(manifest: Manifest, decision: Exclude<HookDecision, "drop">): Manifest {
  const kept = Object.entries(manifest.metadata.annotations ?? {}).filter(
    ([key]) => !helmAnnotations.test(key),
  );
  const phase =
    decision === "object"
      ? []
      : [
          ["argocd.argoproj.io/hook", decision],
          ["argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation"],
        ];
  const annotations = Object.fromEntries([...kept, ...phase]) as Record<string, string>;
  const { annotations: _, ...metadata } = manifest.metadata;
  const isEmpty = Object.keys(annotations).length === 0;
  const hook = { ...manifest, metadata: isEmpty ? metadata : { ...metadata, annotations } };
  return hook;
}

/** A Job that hangs would hold up its Application for ever. */
export function withDeadline(manifest: Manifest): Manifest {
  if (!runs(manifest)) return manifest;
  const spec = { activeDeadlineSeconds: deadlineSeconds, ...(manifest["spec"] as object) };
  return { ...manifest, spec };
}
