import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import type { Release } from "../model/release.ts";
import type { RunTime } from "../model/run-time.ts";
import type { FoundCharts } from "./request.ts";

/**
 * Puts in front of a component's own objects what its chart makes: rendered by synth, or as recorded where Argo CD
 * renders it. From here on there is no difference between the two.
 */
export function unpack(component: Rendered, found: FoundCharts): Rendered {
  const { cluster, name, release, delivery, manifests, issues } = component;
  if (!release) return component;
  const chart = found.get(`${cluster.name}/${name}`);
  // Why it is not there, its renderer has said.
  const undone = delivery === "helm" ? undoneChanges(release) : [];
  if (!chart) return { ...component, issues: [...issues, ...undone] };
  return {
    ...component,
    manifests: [...chart.objects, ...manifests],
    made: chart.objects.length,
    hasDeleteHook: chart.hasDeleteHook,
    isGuessed: chart.isGuessed ?? false,
    effective: chart.effective ?? [],
    issues: [...issues, ...undone, ...madeAfterAll(component.runTime, chart.objects)],
  };
}

/** Argo CD changes nothing of what it renders. */
function undoneChanges({ chart, changes }: Release): string[] {
  const lists = Object.entries(changes).filter(([, entries]) => hasEntries(entries));
  return lists.map(
    ([list]) =>
      `${list} names objects of chart ${chart.name}, which Argo CD renders here; set its delivery to "rendered", or use a value of the chart`,
  );
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
  const twins = objects.filter(({ kind, metadata }) => said[kind]?.includes(metadata.name));
  return [...twins, ...kinds].map(
    (object) =>
      `atRunTime names ${titleOf(object)}, which the chart makes itself; take it out of atRunTime`,
  );
}
