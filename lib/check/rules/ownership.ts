import type { Manifest } from "../../kubernetes/manifest.ts";
import { identity, identityOf, titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../plan.ts";
import type { Problem } from "../../problem.ts";
import { customProducts } from "../../order/references/custom.ts";
import type { Release } from "../../model/release.ts";
import type { Rendered } from "../../build/render.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** Nothing in a cluster has two owners: objects, CustomResourceDefinitions, Secrets that controllers make. */
export function* ownership(plan: ClusterPlan): Iterable<Problem> {
  // A component that is listed twice is told so once, not for each of its objects.
  const components = [
    ...new Map(plan.components.map((component) => [component.name, component])).values(),
  ];
  yield* objects(components);
  yield* definitions(components);
  yield* secrets(components);
}

function* objects(components: readonly Rendered[]): Iterable<Problem> {
  const owners = new Map<string, Rendered>();
  const charts = new Map<string, string>();
  for (const { cluster, name, release, namespace } of components) {
    for (const [kind, id] of release ? madeBy(release, namespace) : []) {
      const owner = charts.get(id);
      const object = id.slice(id.lastIndexOf("/") + 1);
      if (owner !== undefined)
        yield problemAt(
          cluster,
          name,
          `the chart makes ${kind} "${object}", which the chart of ${owner} makes too; rename one`,
        );
      charts.set(id, name);
    }
  }
  for (const component of components.toSorted((a, b) => rank(a) - rank(b))) {
    for (const manifest of component.manifests) {
      const id = identityOf(manifest);
      const owner = owners.get(id);
      const chart = charts.get(id);
      if (owner === undefined) owners.set(id, component);
      if (owner !== undefined || chart !== undefined)
        yield problemAt(component.cluster, component.name, twin(manifest, component, owner, chart));
    }
  }
}

/** What the engine itself adds comes first: the component that repeats it is told. */
function rank({ placement }: Rendered): number {
  return placement === undefined ? 0 : 1;
}

function twin(
  manifest: Manifest,
  component: Rendered,
  owner: Rendered | undefined,
  chart: string | undefined,
): string {
  const { namespace } = manifest.metadata;
  const what = `${titleOf(manifest)}${namespace ? ` in namespace ${namespace}` : ""}`;
  if (owner === undefined)
    return `has ${what}, which the chart of ${chart} makes too; drop it or rename it`;
  if (owner === component) return `has ${what} twice; drop one`;
  return owner.placement === undefined
    ? `has ${what}, which Strata makes itself; drop it`
    : `has ${what}, which belongs to ${owner.name} too; leave it to one of them`;
}

/** Kind and identity of what a chart is known to make. */
function* madeBy(
  { makes }: Release,
  namespace: string,
): Iterable<readonly [kind: string, id: string]> {
  const named: Readonly<Record<string, Iterable<string>>> = {
    ConfigMap: makes.configMaps ?? [],
    Secret: Object.keys(makes.secrets ?? {}),
    Service: Object.keys(makes.services ?? {}),
    ServiceAccount: makes.serviceAccounts ?? [],
  };
  for (const [kind, names] of Object.entries(named))
    for (const name of names) yield [kind, identity("", kind, namespace, name)];
  for (const name of makes.ingressClasses ?? [])
    yield ["IngressClass", identity("networking.k8s.io", "IngressClass", "", name)];
  for (const name of Object.keys(makes.storageClasses ?? {}))
    yield ["StorageClass", identity("storage.k8s.io", "StorageClass", "", name)];
  for (const name of makes.priorityClasses ?? [])
    yield ["PriorityClass", identity("scheduling.k8s.io", "PriorityClass", "", name)];
}

function* definitions(components: readonly Rendered[]): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const { cluster, name, release } of components) {
    for (const { plural, group } of release?.chart.crds ?? []) {
      const definition = `${plural}.${group}`;
      const owner = owners.get(definition);
      owners.set(definition, name);
      if (owner !== undefined)
        yield problemAt(
          cluster,
          name,
          `the chart brings CustomResourceDefinition "${definition}", which the chart of ${owner} brings too; switch it off in one of them`,
        );
    }
  }
  for (const { cluster, name, manifests } of components) {
    for (const { kind, metadata } of manifests) {
      const owner = kind === "CustomResourceDefinition" ? owners.get(metadata.name) : undefined;
      if (owner !== undefined)
        yield problemAt(
          cluster,
          name,
          `has CustomResourceDefinition "${metadata.name}", which the chart of ${owner} brings too; drop it`,
        );
    }
  }
}

const secretMakers = new Set(["Certificate", "ExternalSecret", "SealedSecret"]);

/** Two controllers that write one Secret undo each other's work for ever. */
function* secrets(components: readonly Rendered[]): Iterable<Problem> {
  const makers = new Map<string, string>();
  for (const { cluster, name, manifests } of components) {
    for (const manifest of manifests) {
      const id = secretMadeBy(manifest);
      if (id === undefined) continue;
      const maker = makers.get(id);
      makers.set(id, `${titleOf(manifest)} of ${name}`);
      // The same object twice is `objects`' to report.
      if (maker === undefined || maker.startsWith(`${titleOf(manifest)} of `)) continue;
      const secret = id.slice(id.lastIndexOf("/") + 1);
      yield problemAt(
        cluster,
        name,
        `${titleOf(manifest)} makes Secret "${secret}", which ${maker} makes too; rename one`,
      );
    }
  }
}

function secretMadeBy(manifest: Manifest): string | undefined {
  if (manifest.kind === "Secret" && manifest.apiVersion === "v1") return identityOf(manifest);
  if (!secretMakers.has(manifest.kind)) return undefined;
  const { target } = specOf<{ target: { creationPolicy?: string } }>(manifest);
  // These add to a Secret that is there, or make none.
  if (target?.creationPolicy === "Merge" || target?.creationPolicy === "None") return undefined;
  const [product] = customProducts(manifest, manifest.metadata.namespace ?? "");
  return product && identity(product.group, product.kind, product.namespace, product.name);
}
