import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import { keysOf, valueAt } from "../kubernetes/paths.ts";
import { mapOf, ownOf } from "../outside/maps.ts";

/**
 * Fields that somebody fills in when they are left out, and not when they are null: who applies a null owns the field, and
 * takes away what was filled in, or is refused to. Found by applying objects with nulls to an API server.
 */
const filled: Readonly<Record<string, readonly string[]>> = {
  Ingress: ["spec.ingressClassName"],
  PersistentVolumeClaim: ["spec.storageClassName", "spec.volumeName"],
};
const filledAnywhere = ["metadata.finalizers", "metadata.resourceVersion"];

const todo =
  "set the value that it comes from, or have synth render the chart, which leaves it out";

/** What is wrong with the nulls of objects as Helm printed them, where Argo CD applies them so. */
export function nullsIn(printed: readonly Manifest[]): string[] {
  const scaled = new Set(printed.flatMap((one) => scaledBy(one)));
  return printed.flatMap((manifest) => {
    const { kind, metadata } = mapOf(manifest) as Partial<Manifest>;
    if (typeof kind !== "string" || typeof metadata?.name !== "string") return [];
    const isScaled = scaled.has(`${kind}/${metadata.name}`);
    const paths = [
      ...filledAnywhere,
      ...(ownOf(filled, kind) ?? []),
      ...(isScaled ? ["spec.replicas"] : []),
    ];
    return paths
      .filter((path) => valueAt(manifest, keysOf(path)) === null)
      .map(
        (path) =>
          `${titleOf({ kind, metadata })} ${path} is null, which Argo CD applies against whoever fills it in; ${todo}`,
      );
  });
}

function scaledBy(manifest: Manifest): string[] {
  const { kind, spec } = mapOf(manifest);
  if (kind !== "HorizontalPodAutoscaler") return [];
  const target = mapOf(mapOf(spec)["scaleTargetRef"]);
  return [`${String(target["kind"])}/${String(target["name"])}`];
}
