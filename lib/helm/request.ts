import type { ImportedChart } from "../kubernetes/chart.ts";
import { importedChart } from "../kubernetes/chart.ts";
import type { Cluster, Fleet } from "../model/cluster.ts";
import { deliveryOf } from "../model/cluster.ts";
import type { Delivery } from "../model/cluster-data.ts";
import { minorOf } from "../model/cluster-data.ts";
import { scopeOfKind } from "../kubernetes/kinds.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { ChartChanges, Release } from "../model/release.ts";
import type { Rendered } from "../build/rendered.ts";
import { BadDirectory, digestOfFiles, ownProject, readChartDirectory } from "./directory.ts";
import { renderComponents } from "../build/render.ts";
import { isSoundData } from "../build/sound.ts";

/** A chart that is to be rendered, with everything that its objects depend on. */
export interface ChartRequest {
  /** `<cluster>/<component>`. */
  readonly place: string;
  readonly chart: ImportedChart;
  /** Of all files of a chart that is a directory of the repository: they change under one version. */
  readonly content?: string;
  readonly releaseName: string;
  readonly namespace: string;
  /** Without the definitions of its `crds/`. */
  readonly skipsCrds?: true;
  readonly values: Readonly<Record<string, unknown>>;
  /** `v1.36.2`. */
  readonly kubernetesVersion: string;
  /** `1.36`. */
  readonly minor: string;
  /** What the cluster serves beside the built-in kinds: `group/version` and `group/version/Kind`, sorted. */
  readonly apiVersions: readonly string[];
  /** Made after Helm is done. */
  readonly changes: ChartChanges;
}

/** What a chart makes, as it stands in the cluster. */
export interface FoundChart {
  readonly objects: readonly Manifest[];
  /** It has a `pre-delete` hook, which is none of the objects. */
  readonly hasDeleteHook: boolean;
  /** Paths of values that no schema knows, and that change what the chart makes. */
  readonly effective?: readonly string[];
  /** With other values, or at another version: what stands here is the best that is known. */
  readonly isGuessed?: boolean;
  /** Of another cluster: there is no record of its own. */
  readonly isBorrowed?: boolean;
}

/** By the place of the request. */
export type FoundCharts = ReadonlyMap<string, FoundChart>;

/** Whether a plan goes by more than records: by charts to render at synth, or by directories of the repository. */
export function rendersCharts({ clusters }: Fleet): boolean {
  return clusters.filter(isSoundData).some((cluster) => {
    const isRendered = isDelivered(cluster, "rendered");
    return cluster.components.some((one) => isRendered(one) || isDirectory(one));
  });
}

function isDelivered(cluster: Cluster, delivery: Delivery): (placement: AnyPlacement) => boolean {
  return ({ name }) => deliveryOf(cluster, name) === delivery;
}

function isDirectory({ definition: { chart } }: AnyPlacement): boolean {
  return (typeof chart === "string" ? importedChart(chart) : chart)?.path !== undefined;
}

/** The charts of a fleet that are delivered like that: by default those that synth renders. */
export function chartRequests(
  { clusters }: Fleet,
  delivery: Delivery = "rendered",
): ChartRequest[] {
  return clusters.filter(isSoundData).flatMap((cluster) => {
    if (!cluster.components.some(isDelivered(cluster, delivery))) return [];
    const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
    const components = renderComponents(cluster, scopes);
    const apiVersions = servedVersions(components.flatMap(({ release }) => release ?? []));
    return components
      .filter((component) => component.delivery === delivery)
      .flatMap((component) => requestOf(component, apiVersions));
  });
}

function requestOf(
  { cluster, name, namespace, release }: Rendered,
  apiVersions: readonly string[],
): ChartRequest[] {
  if (!release) return [];
  return [
    {
      place: `${cluster.name}/${name}`,
      chart: release.chart,
      ...contentOf(release.chart),
      releaseName: release.name,
      namespace,
      ...(release.skipsCrds && { skipsCrds: true as const }),
      values: release.values,
      kubernetesVersion: cluster.kubernetes.version.replace(/\+.*$/, ""),
      minor: minorOf(cluster.kubernetes.version),
      apiVersions,
      changes: release.changes,
    },
  ];
}

function contentOf({ path }: ImportedChart): { readonly content?: string } {
  if (path === undefined) return {};
  try {
    return { content: digestOfFiles(readChartDirectory(ownProject, path)) };
  } catch (error) {
    // Who renders it says what is wrong with it.
    if (error instanceof BadDirectory) return {};
    throw error;
  }
}

/** The API versions of the kinds that the charts of a cluster bring, whoever renders them. */
function servedVersions(releases: readonly Release[]): string[] {
  const found = new Set<string>();
  for (const { chart } of releases) {
    for (const { group, kind, versions } of chart.crds) {
      for (const version of versions) {
        found.add(`${group}/${version}`);
        found.add(`${group}/${version}/${kind}`);
      }
    }
  }
  return [...found].sort();
}
