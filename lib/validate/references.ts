import type { Capability } from "../capability.ts";
import { bundledPart } from "../distribution.ts";
import { referencesOf } from "../graph/edges.ts";
import type { Item } from "../graph/item.ts";
import { identity } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Reference } from "../references/reference.ts";
import { hasCapability } from "../scope.ts";
import { didYouMean } from "./declarations.ts";
import { problemAt } from "./rule.ts";

/** Every name that an object gives leads to an object, and to a key or port of it. */
export function* references(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index, components } = plan;
  const outside = existingOutside(plan);
  for (const item of index.items) {
    const at = (message: string): Problem =>
      problemAt(cluster, item.component.name, `${item.title} ${message}`);
    for (const reference of referencesOf(item, index)) {
      const message = brokenReference(reference, plan, outside);
      if (message) yield at(message);
    }
    for (const message of missingDefaults(item, plan)) yield at(message);
  }
  if (hasCapability(cluster, "secret-store")) return;
  for (const { name, namespace, secrets } of components) {
    for (const secret of secrets) {
      if (outside.has(identity("", "Secret", namespace, secret.name))) continue;
      const todo = `add a component that does or list "${namespace}/${secret.name}" in secretsFromBootstrap`;
      yield problemAt(
        cluster,
        name,
        `asks for Secret "${secret.name}", but nothing in this cluster provides secret-store; ${todo}`,
      );
    }
  }
}

/** Identity of what is there without any component, to the keys it has; every key when undefined. */
type Outside = ReadonlyMap<string, readonly string[] | undefined>;

/** What is there without any component: bundled classes, Secrets from the bootstrap. */
function existingOutside({ cluster }: ClusterPlan): Outside {
  const keys = new Map<string, readonly string[] | undefined>();
  for (const name of cluster.kubernetes.bundled) {
    const part = bundledPart(name);
    if (part.storageClass)
      keys.set(identity("storage.k8s.io", "StorageClass", "", part.storageClass), undefined);
    if (part.ingressClass)
      keys.set(identity("networking.k8s.io", "IngressClass", "", part.ingressClass), undefined);
  }
  for (const [path, known] of Object.entries(cluster.secretsFromBootstrap ?? {})) {
    const [namespace = "", name = ""] = path.split("/");
    keys.set(identity("", "Secret", namespace, name), known);
  }
  return keys;
}

function brokenReference(
  reference: Reference,
  { index }: ClusterPlan,
  outside: Outside,
): string | undefined {
  const { group, kind, namespace, name, field, key, optional } = reference;
  if (optional || (kind === "ConfigMap" && name === "kube-root-ca.crt")) return undefined;
  const id = identity(group, kind, namespace, name);
  const isOutside = outside.has(id);
  if (!index.makers.has(id) && !isOutside) {
    const siblings = [...index.makers.keys(), ...outside.keys()].filter((other) =>
      other.startsWith(identity(group, kind, namespace, "")),
    );
    const todo = didYouMean(
      name,
      siblings.map((other) => other.slice(identity(group, kind, namespace, "").length)),
    );
    const where = namespace ? `namespace ${namespace}` : "this cluster";
    return `${field} names ${kind} "${name}", which nothing in ${where} makes; ${todo ?? "add it or correct the name"}`;
  }
  const known = isOutside ? new Set<string | number>(outside.get(id)) : index.keys.get(id);
  if (key === undefined || !known || known.size === 0 || known.has(key)) return undefined;
  const noun = kind === "Service" ? "port" : "key";
  const names = [...known].map(String);
  return `${field} names ${noun} "${key}" of ${kind} "${name}", which has ${names.join(", ")}; ${didYouMean(String(key), names) ?? `use one of these`}`;
}

/** What an object leaves to a default that the cluster does not have. */
function* missingDefaults({ manifest }: Item, { cluster }: ClusterPlan): Iterable<string> {
  if (!manifest) return;
  const has = (capability: Capability): boolean => hasCapability(cluster, capability);
  const spec = (manifest["spec"] ?? {}) as {
    type?: string;
    storageClassName?: string;
    ingressClassName?: string;
  };
  if (
    manifest.kind === "PersistentVolumeClaim" &&
    spec.storageClassName === undefined &&
    !has("default-storage")
  ) {
    yield "names no StorageClass and this cluster has no default one; set spec.storageClassName or add a component that provides default-storage";
  }
  if (manifest.kind === "Service" && spec.type === "LoadBalancer" && !has("load-balancer")) {
    yield "is of type LoadBalancer, but nothing in this cluster gives addresses; use ClusterIP or add a component that provides load-balancer";
  }
  if (manifest.kind === "Ingress" && spec.ingressClassName === undefined) {
    yield "has no spec.ingressClassName; name the class that serves it";
  }
}
