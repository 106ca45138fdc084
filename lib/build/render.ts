import { ApiObject } from "cdk8s";
import { importedChart, importedCharts } from "../kubernetes/chart.ts";
import type { ScopeOfKind } from "../kubernetes/kinds.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { shown } from "../kubernetes/schema/messages.ts";
import { identityOf } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import { deliveryOf } from "../model/cluster.ts";
import { minorOf } from "../model/cluster-data.ts";
import type { AnyDefinition } from "../model/definition.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { Release } from "../model/release.ts";
import type { Scope } from "../model/scope.ts";
import type { Traffic } from "../model/traffic.ts";
import { didYouMean } from "../words.ts";
import { keepOnArchitecture, selectorValues } from "./architecture.ts";
import { soundFields, soundTraffic } from "./fields.ts";
import { applyOverrides } from "./overrides.ts";
import { failureOf } from "./failure.ts";
import type { Fault, Rendered } from "./rendered.ts";
import { emptyComponent } from "./rendered.ts";
import type { BuildScope } from "./scope.ts";
import { ClusterScopes, MissingCapability } from "./scope.ts";
import { isMap, mergeValues } from "./values.ts";

// With it, cdk8s leaves keys in the order of the code: the same fleet must make the same bytes everywhere.
delete process.env["CDK8S_DISABLE_SORT"];

const built = new WeakMap<Cluster, readonly Rendered[]>();

/** The components of a cluster. Where charts are rendered they are asked for twice, and built once. */
export function renderComponents(cluster: Cluster, scopes: ScopeOfKind): readonly Rendered[] {
  const known = built.get(cluster);
  if (known) return known;
  const places = new ClusterScopes(cluster);
  const components = cluster.components.map((placement) => render(places, placement, scopes));
  built.set(cluster, components);
  return components;
}

/** Builds one component. What its code throws is a problem of its own, told with the line that threw it. */
export function render(
  places: ClusterScopes,
  placement: AnyPlacement,
  scopeOfKind: ScopeOfKind,
): Rendered {
  const { cluster } = places;
  const { definition, options, name } = placement;
  const { sound, faults } = soundFields(placement);
  const facts = { cluster, name, layer: definition.layer, namespace: "" };
  let base: Rendered = { ...emptyComponent(facts), placement, faults };
  try {
    const scope = places.of(placement);
    const { namespace } = scope;
    const delivery = deliveryOf(cluster, name);
    base = { ...base, namespace, delivery };
    // What it needs of nodes they have got already, unless it failed there.
    for (const node of cluster.nodes)
      definition.node?.(node, options, cluster.kubernetes.distribution);
    const release = releaseOf(cluster, scope, sound);
    const misplaced = release ? [] : unknownChart(definition.chart);
    definition.objects?.(scope, options);
    const { atRunTime = {} } = definition;
    const runTime =
      typeof atRunTime === "function"
        ? atRunTime(scope, options, release?.values ?? {})
        : atRunTime;
    const { traffic = {} } = definition;
    const said = typeof traffic === "function" ? traffic(scope, options) : traffic;
    const { traffic: own, faults: wrong } = soundTraffic(said);
    const objects = scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const manifests = objects.map((object) =>
      inNamespace(identified(object.toJson()), namespace, scopeOfKind),
    );
    const identities = new Map(objects.map((object, i) => [object, identityOf(manifests[i]!)]));
    const changed = applyOverrides(manifests, sound, release, minorOf(cluster.kubernetes.version));
    return {
      ...base,
      ...changed,
      issues: [...scope.issues, ...changed.issues],
      faults: [...faults, ...misplaced, ...wrong],
      manifests: changed.manifests.map((one) => keepOnArchitecture(one, placement, cluster)),
      runTime,
      ignoreDifferences: [
        ...(definition.ignoreDifferences ?? []),
        ...(sound.overrides.ignoreDifferences ?? []),
      ],
      secrets: scope.secrets,
      uses: scope.uses,
      needs: neededBy(scope, placement),
      loosened: scope.loosened,
      provided: new Map(
        [...scope.provided].map(([capability, object]) => [capability, identities.get(object)!]),
      ),
      traffic: joinTraffic(own, sound.overrides.traffic),
      forwards: scope.forwards,
      probes: scope.probes,
    };
  } catch (error) {
    if (!(error instanceof MissingCapability))
      return { ...base, faults: [...faults, failureOf(error, options)] };
    // A declared need that nothing provides is told as such.
    const scope = places.of(placement);
    const needs = neededBy(scope, placement);
    const isTold =
      placement.needs[error.capability] !== undefined ||
      needs.some(([capability]) => capability === error.capability);
    return { ...base, needs, issues: [...scope.issues, ...(isTold ? [] : [error.message])] };
  }
}

/** Either may know all of where its pods go, and the other then adds to that. */
function joinTraffic(own: Traffic, { from = [], to }: Traffic = {}): Traffic {
  const all = own.to && to ? [...own.to, ...to] : (own.to ?? to);
  return { from: [...(own.from ?? []), ...from], ...(all && { to: all }) };
}

/** What its parts ask for beyond what its definition says. */
function neededBy({ needs }: BuildScope, placement: AnyPlacement): Rendered["needs"] {
  return needs.filter(([capability]) => placement.needs[capability] === undefined);
}

/** Everything finds and tells an object by these, which code without its types may have given as anything. */
function identified(object: unknown): Manifest {
  const { apiVersion, kind, metadata } = object as Manifest;
  // A name that is a number is told as that by the schema of its kind.
  const name = ["number", "boolean"].includes(typeof metadata.name) ? "" : metadata.name;
  for (const [field, value] of Object.entries({ apiVersion, kind, "metadata.name": name }))
    if (typeof value !== "string")
      throw new TypeError(`an object has ${field} ${shown(value)}, not a string`);
  refuseDepth(object, `${kind} "${metadata.name}"`);
  return object as Manifest;
}

/** No field of Kubernetes stands so deep; a circle does, and whoever walks through it would not come back. */
const deepest = 200;

function refuseDepth(value: unknown, title: string, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > deepest) throw new RangeError(`${title} is nested deeper than ${deepest} levels`);
  for (const inner of Array.isArray(value) ? value : Object.values(value))
    if (typeof inner === "object") refuseDepth(inner, title, depth + 1);
}

function unknownChart(name: unknown): Fault[] {
  if (typeof name !== "string") return [];
  const todo =
    didYouMean(name, Object.keys(importedCharts())) ??
    `add it to clusters/charts.lock.yaml and run "npm run charts -- pull ${name}"`;
  const message = `is of chart "${name}", which is not imported; ${todo}`;
  return [{ message, about: `chart ${name}` }];
}

function releaseOf(cluster: Cluster, scope: Scope, placement: AnyPlacement): Release | undefined {
  const { definition, options, overrides, name } = placement;
  const chart =
    typeof definition.chart === "string" ? importedChart(definition.chart) : definition.chart;
  if (!chart) return undefined;
  const own: unknown = definition.values?.(scope, options) ?? {};
  if (!isMap(own)) throw new TypeError(`the values of its chart are ${shown(own)}, not an object`);
  for (const given of [own, overrides.values]) refuseDepth(given, "one of the values of its chart");
  const values = mergeValues(own, overrides.values ?? {});
  return {
    chart,
    name: definition.releaseName ?? name,
    values: selectorValues(values, chart.name, placement, cluster),
    stated: definition.stated ?? {},
    plainSecrets: definition.plainSecrets ?? [],
    changes: definition.changes ?? {},
    ...(isTwin(cluster, placement) && { skipsCrds: true as const }),
  };
}

/** Whether the same chart stands before it: one definition cannot have two owners. */
function isTwin({ components }: Cluster, { name, definition }: AnyPlacement): boolean {
  const chartName = ({ chart }: AnyDefinition) => (typeof chart === "object" ? chart.name : chart);
  const own = chartName(definition);
  return components.find((one) => chartName(one.definition) === own)?.name !== name;
}

/**
 * Namespaced objects say their namespace. On any other object it would confuse Argo CD's tracking: the component's,
 * which cdk8s puts everywhere, goes; one that somebody wrote stays, and the validator reports it.
 */
export function inNamespace(
  manifest: Manifest,
  namespace: string,
  scopeOfKind: ScopeOfKind,
): Manifest {
  const { name, namespace: own, ...rest } = manifest.metadata;
  if (scopeOfKind(manifest.apiVersion, manifest.kind) === "Cluster") {
    return own === namespace ? { ...manifest, metadata: { name, ...rest } } : manifest;
  }
  return own === undefined ? { ...manifest, metadata: { name, namespace, ...rest } } : manifest;
}
