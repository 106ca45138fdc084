import { ownOf } from "../outside/maps.ts";
import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import type { Release } from "../model/release.ts";
import type { RunTime } from "../model/run-time.ts";
import type { PinnedDirectory } from "./pinned.ts";
import { pinnedDirectory } from "./pinned.ts";
import type { FoundCharts } from "./request.ts";

/**
 * Puts in front of a component's own objects what its chart makes: rendered by synth, or as recorded where Argo CD
 * renders it. From here on there is no difference between the two.
 */
export function unpack(component: Rendered, found: FoundCharts): Rendered {
  const { cluster, name, release, manifests, runTime } = component;
  if (!release) return component;
  const { issues: unpinned, ...pinned } = pinOf(component, release);
  const issues = [...component.issues, ...undone(component, release), ...unpinned];
  const chart = found.get(`${cluster.name}/${name}`);
  // Why it is not there, its renderer has said.
  if (!chart) return { ...component, isUnseen: true, issues };
  return {
    ...component,
    release: { ...release, ...pinned },
    manifests: [...chart.objects, ...manifests],
    made: chart.objects.length,
    hasDeleteHook: chart.hasDeleteHook,
    isGuessed: chart.isGuessed ?? false,
    isUnseen: chart.isBorrowed ?? false,
    effective: chart.effective ?? [],
    issues: [...issues, ...madeAfterAll(runTime, chart.objects)],
  };
}

function pinOf({ delivery }: Rendered, { chart }: Release): PinnedDirectory {
  return chart.path !== undefined && delivery === "helm" ? pinnedDirectory(chart) : { issues: [] };
}

/** Changes that nobody makes where Argo CD renders the chart. */
function undone({ delivery }: Rendered, { chart, changes }: Release): string[] {
  const change = Object.entries(changes).find(([, entries]) => hasEntries(entries));
  if (delivery === "rendered" || !change) return [];
  const need = change[0] === "drop" ? "needs" : "need";
  return [
    `${change[0]} of chart ${chart.name} ${need} the chart rendered, but Argo CD renders it here; set its delivery to "rendered", or use a value of the chart`,
  ];
}

function hasEntries(entries: unknown): boolean {
  return typeof entries === "object" && entries !== null && Object.keys(entries).length > 0;
}

/** What a component says of its run time, though the chart makes it. */
function madeAfterAll(runTime: RunTime, objects: readonly Manifest[]): string[] {
  const said: Readonly<Record<string, readonly string[]>> = {
    ConfigMap: runTime.configMaps ?? [],
    IngressClass: runTime.ingressClasses ?? [],
    PriorityClass: runTime.priorityClasses ?? [],
    Secret: Object.keys(runTime.secrets ?? {}),
    Service: Object.keys(runTime.services ?? {}),
    ServiceAccount: runTime.serviceAccounts ?? [],
    StorageClass: Object.keys(runTime.storageClasses ?? {}),
  };
  const isDefinition = ({ kind }: Manifest): boolean => kind === "CustomResourceDefinition";
  const kinds = runTime.kinds ? objects.filter(isDefinition) : [];
  const twins = objects.filter(({ kind, metadata }) => ownOf(said, kind)?.includes(metadata.name));
  return [...twins, ...kinds].map(
    (object) =>
      `atRunTime names ${titleOf(object)}, which the chart makes itself; take it out of atRunTime`,
  );
}
