import { ApiObject } from "cdk8s";
import { importedChart, importedCharts } from "../kubernetes/chart.ts";
import type { ScopeOfKind } from "../kubernetes/kinds.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { identityOf } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import { deliveryOf } from "../model/cluster.ts";
import { minorOf } from "../model/cluster-data.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { Release } from "../model/release.ts";
import type { Scope } from "../model/scope.ts";
import { didYouMean } from "../words.ts";
import { keepOnArchitecture, selectorValues } from "./architecture.ts";
import { withDistribution } from "./distribution.ts";
import { soundFields } from "./fields.ts";
import { applyOverrides } from "./overrides.ts";
import type { Rendered } from "./rendered.ts";
import { emptyComponent } from "./rendered.ts";
import type { BuildScope } from "./scope.ts";
import { ClusterScopes, MissingCapability } from "./scope.ts";
import { mergeValues } from "./values.ts";

// With it, cdk8s leaves keys in the order of the code: the same fleet must make the same bytes everywhere.
delete process.env["CDK8S_DISABLE_SORT"];

const built = new WeakMap<Cluster, readonly Rendered[]>();

/** The components of a cluster. Where charts are rendered they are asked for twice, and built once. */
export function renderComponents(given: Cluster, scopes: ScopeOfKind): readonly Rendered[] {
  const cluster = withDistribution(given);
  const known = built.get(cluster);
  if (known) return known;
  const places = new ClusterScopes(cluster);
  const components = cluster.components.map((placement) => render(places, placement, scopes));
  built.set(cluster, components);
  return components;
}

/** Builds one component. A component that throws is a bug and keeps its stack. */
export function render(
  places: ClusterScopes,
  placement: AnyPlacement,
  scopeOfKind: ScopeOfKind,
): Rendered {
  const { cluster } = places;
  const { definition, options, name } = placement;
  const scope = places.of(placement);
  const { namespace } = scope;
  const empty = emptyComponent({ cluster, name, layer: definition.layer, namespace });
  const delivery = deliveryOf(cluster, name);
  const base = { ...empty, placement, delivery };
  const { sound, faults } = soundFields(placement);
  try {
    const release = releaseOf(scope, sound);
    const misplaced = release ? [] : unknownChart(definition.chart);
    definition.objects?.(scope, options);
    const { atRunTime = {} } = definition;
    const runTime = typeof atRunTime === "function" ? atRunTime(scope, options) : atRunTime;
    const objects = scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const manifests = objects.map((object) =>
      inNamespace(object.toJson() as Manifest, namespace, scopeOfKind),
    );
    const identities = new Map(objects.map((object, i) => [object, identityOf(manifests[i]!)]));
    const changed = applyOverrides(manifests, sound, release, minorOf(cluster.kubernetes.version));
    return {
      ...base,
      ...changed,
      issues: [...faults, ...scope.issues, ...misplaced, ...changed.issues],
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
      forwards: scope.forwards,
      probes: scope.probes,
    };
  } catch (error) {
    if (!(error instanceof MissingCapability)) throw error;
    // A declared need that nothing provides is told as such.
    const needs = neededBy(scope, placement);
    const isTold =
      placement.needs[error.capability] !== undefined ||
      needs.some(([capability]) => capability === error.capability);
    const issues = [...faults, ...scope.issues, ...(isTold ? [] : [error.message])];
    return { ...base, needs, issues };
  }
}

/** What its parts ask for beyond what its definition says. */
function neededBy({ needs }: BuildScope, placement: AnyPlacement): Rendered["needs"] {
  return needs.filter(([capability]) => placement.needs[capability] === undefined);
}

function unknownChart(name: unknown): string[] {
  if (typeof name !== "string") return [];
  const todo =
    didYouMean(name, Object.keys(importedCharts())) ??
    `add it to clusters/charts.lock.yaml and run "npm run charts -- pull ${name}"`;
  return [`is of chart "${name}", which is not imported; ${todo}`];
}

function releaseOf(scope: Scope, placement: AnyPlacement): Release | undefined {
  const { definition, options, overrides, name } = placement;
  const chart =
    typeof definition.chart === "string" ? importedChart(definition.chart) : definition.chart;
  if (!chart) return undefined;
  const own = (definition.values?.(scope, options) ?? {}) as Release["values"];
  const values = mergeValues(own, overrides.values ?? {});
  return {
    chart,
    name: definition.releaseName ?? name,
    values: selectorValues(values, chart.name, placement, scope.cluster),
    stated: definition.stated ?? {},
    plainSecrets: definition.plainSecrets ?? [],
    changes: definition.changes ?? {},
  };
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
