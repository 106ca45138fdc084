import { ownOf } from "../../outside/maps.ts";
import type { Capability } from "../../model/capability.ts";
import type { Cluster } from "../../model/cluster.ts";
import { referencesOf } from "../../order/edges.ts";
import type { Index, Item } from "../../order/item.ts";
import { identity } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Reference } from "../../order/references/reference.ts";
import { calledBy } from "../support/called.ts";
import { lacks, lacksAny } from "../support/lacks.ts";
import { isNamespace } from "../support/namespaces.ts";
import type { Outside } from "../support/outside.ts";
import { existingOutside } from "../support/outside.ts";
import { listed, problemAt } from "../support/rule.ts";
import { UnseenCharts } from "../support/unseen.ts";
import { didYouMean } from "../../words.ts";

/** Every name that an object gives leads to an object, and to a key or port of it. */
export function* references(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  const outside = existingOutside(cluster);
  const unseen = new UnseenCharts(plan);
  const told = new Set<string>();
  for (const item of index.items) {
    // What it calls, too, which has not to be there first.
    for (const reference of [
      ...referencesOf(item, index),
      ...calledBy(item.manifest, item.memory),
    ]) {
      const { id, name, optional } = reference;
      if (optional || typeof name !== "string") continue;
      // Its pods run without that Service, and some charts bring none.
      if (item.isMade && reference.field === "spec.serviceName") continue;
      if (index.makers.has(id) || outside.has(id)) {
        const message = missingKey(item, reference, id, plan, outside);
        if (message) yield problemAt(cluster, item.component.name, `${item.title} ${message}`);
      } else if (!isExpected(item, index, reference) && !isUnseen(item, reference, unseen)) {
        const field = defaultField(item, reference, cluster);
        if (field === undefined) {
          const message = missingObject(reference, plan, outside);
          yield problemAt(cluster, item.component.name, `${item.title} ${message}`);
        } else if (!told.has(id)) {
          told.add(id);
          yield problemAt(
            cluster,
            undefined,
            missingObject({ ...reference, field }, plan, outside),
          );
        }
      }
    }
  }
}

/** What the cluster gives its objects to name: told once where it is missing, not at each of them. */
function defaultField(
  { manifest }: Item,
  { kind, name, field }: Reference,
  { ingress }: Cluster,
): string | undefined {
  if (!ingress) return undefined;
  if (kind === "IngressClass" && name === ingress.className) return "ingress.className";
  // Whose annotation it is, only its controller knows.
  const isAnnotation = manifest.kind === "Ingress" && field.startsWith("metadata.annotations");
  return isAnnotation && name === ingress.issuer ? "ingress.issuer" : undefined;
}

/** Built-in kinds that come with a capability: who lacks it is told so by `capabilities`. */
const capabilityOf: Readonly<Record<string, Capability>> = {
  IngressClass: "ingress",
  StorageClass: "default-storage",
};

/** Whether it comes by itself, or another rule says that it does not. */
function isExpected({ component, manifest }: Item, index: Index, reference: Reference): boolean {
  const { kind, name } = reference;
  if (!isNamespace(index, manifest.metadata.namespace)) return true;
  if (kind === "ConfigMap" && name === "kube-root-ca.crt") return true;
  if (kind === "Secret" && component.secrets.some((secret) => secret.name === name)) return true;
  if (reference.group.includes(".") && !index.definitions.has(`${reference.group}/${kind}`))
    return lacksAny(component);
  const capability = ownOf(capabilityOf, kind);
  return capability !== undefined && lacks(component, capability);
}

/** Whether it may come with a chart of which nobody knows what it makes, or is asked for by such a one. */
function isUnseen(
  { isMade, component }: Item,
  { group, kind, namespace }: Reference,
  unseen: UnseenCharts,
): boolean {
  if (isMade && component.isUnseen) return true;
  // Objects of custom kinds are those of the component itself, mostly.
  if (group.includes(".") && !group.endsWith(".k8s.io")) return unseen.bring(group, kind);
  return unseen.mayMakeIn(namespace);
}

function missingObject(
  { group, kind, namespace, name, field }: Reference,
  { index }: ClusterPlan,
  outside: Outside,
): string {
  const known = [...index.makers.keys(), ...outside.keys()];
  const prefix = identity(group, kind, namespace, "");
  const siblings = known.flatMap((id) => (id.startsWith(prefix) ? id.slice(prefix.length) : []));
  const where = namespace ? `namespace ${namespace}` : "this cluster";
  const named = `${field} names ${kind} "${name}", which`;
  const meant = didYouMean(name, siblings);
  const twin = namespace && !meant && namespaceOfTwin(group, kind, name, known);
  return twin
    ? `${named} stands in namespace ${twin} and not in ${namespace}; move one of them`
    : `${named} nothing in ${where} makes; ${meant ?? todoFor(kind, name, namespace, siblings)}`;
}

function namespaceOfTwin(
  group: string,
  kind: string,
  name: string,
  known: readonly string[],
): string | undefined {
  const prefix = `${group}/${kind}/`;
  const twin = known.find((id) => id.startsWith(prefix) && id.endsWith(`/${name}`));
  return twin?.slice(prefix.length, -name.length - 1);
}

function todoFor(
  kind: string,
  name: string,
  namespace: string,
  siblings: readonly string[],
): string {
  if (kind === "Secret")
    return `ask for it with scope.secret(...) or list "${namespace}/${name}" in secretsFromBootstrap`;
  if (namespace === "" && siblings.length > 0 && siblings.length < 6)
    return `use ${listed(siblings, "or")}`;
  return "add it or correct the name";
}

function missingKey(
  { component }: Item,
  { kind, name, field, key }: Reference,
  id: string,
  { index }: ClusterPlan,
  outside: Outside,
): string | undefined {
  if (key === undefined) return undefined;
  const known = index.keys.get(id);
  if (known ? known.size === 0 || known.has(key) : hasKey(outside.get(id), key)) return undefined;
  const names = [...(known ?? outside.get(id) ?? [])].map(String);
  const isAsked = component.secrets.some(
    (secret) => kind === "Secret" && secret.name === name && secret.keys.includes(String(key)),
  );
  // The store's to give: `secretRequests` reports it.
  if (isAsked) return undefined;
  const noun = kind === "Service" ? "port" : "key";
  const found = `${field} names ${noun} "${key}" of ${kind} "${name}", which has ${names.length > 0 ? listed(names) : "none"}`;
  const todo = names.length > 0 ? "use one of them" : "give it one, or correct the name";
  return `${found}; ${didYouMean(String(key), names) ?? todo}`;
}

function hasKey(known: readonly string[] | undefined, key: string | number): boolean {
  return known === undefined || known.includes(String(key));
}
