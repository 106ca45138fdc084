import type { Capability } from "../capability.ts";
import type { Manifest } from "../manifest.ts";
import { titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Rendered } from "../render.ts";
import { hasCapability } from "../scope.ts";
import { lacks } from "./capabilities.ts";
import { problemAt, specOf } from "./rule.ts";

interface ClaimSpec {
  readonly storageClassName?: string;
}

interface Spec extends ClaimSpec {
  readonly type: string;
  readonly volumeClaimTemplates: readonly { readonly spec?: ClaimSpec }[];
  readonly ingressClassName: string;
}

const kinds = new Set(["Ingress", "PersistentVolumeClaim", "Service", "StatefulSet"]);

/** What objects leave to a default, the cluster has. */
export function* defaults({ cluster, components }: ClusterPlan): Iterable<Problem> {
  const classless: string[] = [];
  const isMissing = (component: Rendered, capability: Capability): boolean =>
    !hasCapability(cluster, capability) && !lacks(component, capability);
  for (const component of components) {
    for (const manifest of component.manifests) {
      if (!kinds.has(manifest.kind)) continue;
      const at = (message: string): Problem =>
        problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
      const spec = specOf<Spec>(manifest);
      if (claimsDefault(manifest.kind, spec) && isMissing(component, "default-storage"))
        yield at(
          "claims a volume without a StorageClass, and this cluster has no default one; name a class or add a component that provides default-storage",
        );
      if (isLoadBalancer(manifest, spec) && isMissing(component, "load-balancer"))
        yield at(
          "is of type LoadBalancer, but nothing in this cluster gives addresses; use ClusterIP or add a component that provides load-balancer",
        );
      if (manifest.kind === "Ingress" && spec.ingressClassName === undefined) {
        if (cluster.ingress)
          yield at("has no spec.ingressClassName; name the class that serves it");
        else classless.push(`${titleOf(manifest)} of ${component.name}`);
      }
    }
  }
  const [first, ...more] = classless;
  if (first === undefined) return;
  const found = more.length > 0 ? `${first} and ${more.length} more name` : `${first} names`;
  yield problemAt(
    cluster,
    undefined,
    `has no ingress, but ${found} no class; set ingress to a class and an issuer`,
  );
}

function claimsDefault(kind: string, spec: Partial<Spec>): boolean {
  if (kind === "PersistentVolumeClaim") return spec.storageClassName === undefined;
  const templates = kind === "StatefulSet" ? spec.volumeClaimTemplates : undefined;
  return templates?.some((claim) => claim.spec?.storageClassName === undefined) ?? false;
}

function isLoadBalancer({ apiVersion, kind }: Manifest, { type }: Partial<Spec>): boolean {
  return kind === "Service" && apiVersion === "v1" && type === "LoadBalancer";
}
