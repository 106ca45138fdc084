import type { Capability } from "../../model/capability.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import { claimsDefault } from "../../order/volume-claims.ts";
import type { Problem } from "../../problem.ts";
import type { Rendered } from "../../build/rendered.ts";
import { hasCapability } from "../../model/provider.ts";
import { lacks } from "../support/lacks.ts";
import { problemAt, specOf } from "../support/rule.ts";

interface Spec {
  readonly type: string;
  readonly ingressClassName: string;
}

/** What objects leave to a default, the cluster has, and once. */
export function* defaults(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  const classes = defaultClassesOf(plan);
  const classless: string[] = [];
  yield* twinClasses(plan, classes);
  for (const item of index.items) {
    const { manifest, component } = item;
    const message = defaultIssue(item, classes.length > 0);
    if (message) yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
    if (!cluster.ingress && isClassless(manifest))
      classless.push(`${titleOf(manifest)} of ${component.name}`);
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

function defaultIssue(item: Item, hasDefaultClass: boolean): string | undefined {
  const { manifest, component } = item;
  const { cluster } = component;
  const isMissing = (capability: Capability): boolean =>
    !hasCapability(cluster, capability) && !lacks(component, capability);
  if (!hasDefaultClass && claimsDefault(item) && isMissing("default-storage"))
    return "claims a volume without a StorageClass, and this cluster has no default one; name a class or add a component that provides default-storage";
  if (isLoadBalancer(manifest) && isMissing("load-balancer"))
    return "is of type LoadBalancer, but nothing in this cluster gives addresses; use ClusterIP or add a component that provides load-balancer";
  // Without an ingress of the cluster, it is the cluster's data that lacks something.
  return cluster.ingress && isClassless(manifest)
    ? "has no spec.ingressClassName; name the class that serves it"
    : undefined;
}

function isClassless(manifest: Manifest): boolean {
  return manifest.kind === "Ingress" && specOf<Spec>(manifest).ingressClassName === undefined;
}

function isLoadBalancer(manifest: Manifest): boolean {
  const { apiVersion, kind } = manifest;
  return (
    kind === "Service" && apiVersion === "v1" && specOf<Spec>(manifest).type === "LoadBalancer"
  );
}

/** A default class, and the component that has it as an object. */
interface DefaultClass {
  readonly name: string;
  readonly component?: Rendered;
}

const isDefault = "storageclass.kubernetes.io/is-default-class";

function defaultClassesOf({ cluster, components }: ClusterPlan): DefaultClass[] {
  const bundled = [...bundledParts(cluster).values()].flatMap(
    ({ storageClass }) => storageClass?.name ?? [],
  );
  const later = components.flatMap(({ runTime }) => runTime.defaultStorageClass ?? []);
  const found: DefaultClass[] = [...bundled, ...later].map((name) => ({ name }));
  for (const component of components) {
    for (const { kind, metadata } of component.manifests) {
      if (kind === "StorageClass" && metadata.annotations?.[isDefault] === "true")
        found.push({ name: metadata.name, component });
    }
  }
  return found;
}

/** Of several, Kubernetes takes the youngest: another one after each rebuild. Providers are told by `capabilities`. */
function* twinClasses(
  { cluster }: ClusterPlan,
  [first, ...others]: readonly DefaultClass[],
): Iterable<Problem> {
  for (const { name, component } of others) {
    if (component)
      yield problemAt(
        cluster,
        component.name,
        `StorageClass "${name}" is the default one, and so is "${first!.name}"; keep one of them`,
      );
  }
}
