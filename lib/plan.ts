import type { Revision } from "./emit/application.ts";
import { applicationManifest, rootManifest } from "./emit/application.ts";
import { pathOf } from "./order/names.ts";
import { projectManifest } from "./emit/project.ts";
import { rootProjectManifest } from "./emit/root-project.ts";
import type { Cluster, Fleet } from "./model/cluster.ts";
import { minorOf } from "./model/cluster-data.ts";
import type { FoundCharts } from "./helm/request.ts";
import { failureOf } from "./build/failure.ts";
import type { Rendered } from "./build/rendered.ts";
import { isBroken } from "./build/rendered.ts";
import { clusterFaults, fleetFaults, isInTheWay, isSoundData } from "./build/sound.ts";
import { transform } from "./build/transform.ts";
import { unpack } from "./helm/unpack.ts";
import { folderFiles } from "./emit/folder.ts";
import type { Application } from "./order/applications.ts";
import type { ClusterPlan } from "./order/cluster-plan.ts";
import { orderCluster } from "./order/applications.ts";
import { pinOf, pinTag, treeHash } from "./emit/pin.ts";
import type { FleetRules } from "./model/house-rules.ts";
import type { Plan, PlannedFile } from "./emit/planned-file.ts";
import type { Problem } from "./problem.ts";
import { renderComponents } from "./build/render.ts";
import { reviewManifest } from "./review/write.ts";
import { renderNamespaces } from "./build/namespaces.ts";
import { withPolicies } from "./network/policies.ts";
import { scopeOfKind } from "./kubernetes/kinds.ts";
import type { ClusterFacts } from "./check/support/rule.ts";
import { validateCluster, validateFleet } from "./check/index.ts";
import { podLevels } from "./check/support/pod-levels.ts";
import { checkSchemas } from "./check/rules/schemas.ts";
import { manifestToYaml } from "./emit/yaml.ts";

const none: FoundCharts = new Map();

/**
 * The whole tree as data: same fleet and charts, same bytes. Nothing is read but imports/, nothing is written.
 * `found` holds what the charts of the fleet make.
 */
export function plan(fleet: Fleet, found = none): Plan {
  const faults = fleetFaults(fleet);
  if (faults.some(isInTheWay)) return { files: [], problems: faults };
  return joinParts(fleet, [planPart(fleet, fleet.clusters, found)]);
}

/** What some clusters of a fleet add to its plan. Plain data, so that it can be made elsewhere. */
export interface PlanPart {
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
  /** Of each cluster, in their order; nothing of one that could not be built. */
  readonly facts: readonly (Known | undefined)[];
}

type Known = Omit<ClusterFacts, "cluster">;

export function planPart(fleet: Fleet, clusters: Fleet["clusters"], found = none): PlanPart {
  const problems: (readonly Problem[])[] = [];
  const files: (readonly PlannedFile[])[] = [];
  const facts: (Known | undefined)[] = [];
  for (const cluster of clusters) {
    const { planned, problems: told, facts: known } = judge(fleet, cluster, found);
    problems.push(told);
    facts.push(known);
    if (planned && problems.every(({ length }) => length === 0))
      files.push(clusterFiles(fleet, planned));
  }
  // Here, where it is done on every core: what is joined from sorted parts is nearly sorted.
  return { files: files.flat().sort(byPath), problems: problems.flat(), facts };
}

interface Judged {
  /** Absent, as the facts, for what could not be built. */
  readonly planned?: ClusterPlan;
  readonly facts?: Known;
  readonly problems: readonly Problem[];
}

/** Rules look at nothing that is not as its type says, or that could not be built: they would stumble, and mislead. */
function judge(fleet: Fleet, cluster: Cluster, found: FoundCharts): Judged {
  const faults = clusterFaults(cluster);
  if (!isSoundData(cluster)) return { problems: faults };
  try {
    const planned = planCluster(cluster, found, fleet.rules);
    const built = [...faults, ...planned.problems];
    if (planned.components.some(isBroken)) return { problems: built };
    const { problems, facts } = validateCluster(planned, fleet);
    const { cluster: _, ...plain } = facts;
    return { planned, facts: plain, problems: [...built, ...problems] };
  } catch (error) {
    return { problems: [...faults, { place: cluster.name, ...failureOf(error) }] };
  }
}

/** The plan of a fleet out of its parts, which hold all its clusters in their order. */
export function joinParts(fleet: Fleet, parts: readonly PlanPart[]): Plan {
  const problems = [...parts.flatMap((part) => part.problems), ...fleetProblems(fleet, parts)];
  if (problems.length > 0) return { files: [], problems };
  const files = parts.flatMap((part) => part.files);
  return { files: files.sort(byPath), problems };
}

function byPath(one: PlannedFile, other: PlannedFile): number {
  return one.path < other.path ? -1 : 1;
}

/** The rules over the fleet wait until all of it could be built: what is missing would mislead them. */
function fleetProblems(fleet: Fleet, parts: readonly PlanPart[]): readonly Problem[] {
  const faults = fleetFaults(fleet);
  if (faults.some(isInTheWay)) return faults;
  const facts = parts.flatMap((part) => part.facts);
  const known = facts.flatMap((one, i) => (one ? { ...one, cluster: fleet.clusters[i]! } : []));
  return known.length < facts.length ? faults : [...faults, ...validateFleet(fleet, known)];
}

export function planCluster(cluster: Cluster, found = none, rules: FleetRules = {}): ClusterPlan {
  const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
  const rendered = renderComponents(cluster, scopes)
    .map((component) => unpack(component, found))
    .map((component) => transform(component, rules));
  const checked = checkSchemas(cluster, rendered);
  const sound = checked.components;
  // By objects that are as their schema says: of others nothing is known.
  const namespaces = renderNamespaces(cluster, sound, podLevels(sound));
  const own = checkSchemas(
    cluster,
    withPolicies(cluster, [...sound, namespaces]).slice(sound.length),
  );
  const components = [...sound, ...own.components];
  const problems = [...checked.problems, ...own.problems];
  const ordered = orderCluster(components);
  const built = rendered.flatMap(({ name, issues, faults }) =>
    [...faults, ...issues.map((message) => ({ message }))].map((fault) => ({
      place: `${cluster.name}/${name}`,
      ...fault,
    })),
  );
  return {
    cluster,
    components,
    ...ordered,
    problems: [...built, ...problems, ...ordered.problems],
  };
}

function clusterFiles(fleet: Fleet, planned: ClusterPlan): PlannedFile[] {
  const { cluster, applications } = planned;
  const files = applications.flatMap((application) => applicationFiles(fleet, application));
  for (const [component, members] of Map.groupBy(applications, (one) => one.component)) {
    const content = manifestToYaml(projectManifest(fleet, members));
    files.push({ path: `${cluster.name}/apps/AppProject-${component.name}.yaml`, content });
  }
  const beside = {
    "AppProject-root": rootProjectManifest(fleet, cluster.name),
    root: rootManifest(fleet, cluster.name),
    review: reviewManifest(planned),
  };
  for (const [name, object] of Object.entries(beside))
    files.push({ path: `${cluster.name}/${name}.yaml`, content: manifestToYaml(object) });
  return files;
}

function applicationFiles(fleet: Fleet, application: Application): PlannedFile[] {
  const { name, component, manifests } = application;
  const { cluster } = component;
  const folder = folderFiles(manifests);
  const path = pathOf(application);
  const followed = followedBy(component, fleet);
  const revisionOf = (where: string, tree: string): Revision => {
    if (followed !== undefined) return { commit: `refs/heads/${followed}` };
    const commit = pinOf({ cluster: cluster.name, application: name, folder: where, tree });
    return { commit, tag: pinTag(cluster.name, name, commit) };
  };
  const { chart, tree } = application.release ?? {};
  const object = applicationManifest(fleet, application, {
    objects: folder.length > 0 ? revisionOf(path, treeHash(folder)) : revisionOf("", treeHash([])),
    ...(chart?.path !== undefined && tree && { chart: revisionOf(chart.path, tree) }),
  });
  return [
    { path: `${cluster.name}/apps/${name}.yaml`, content: manifestToYaml(object) },
    ...folder.map((file) => ({ path: `${belowDist(path)}/${file.name}`, content: file.content })),
  ];
}

/** The branch that a component's Applications follow, where they have no pins. */
function followedBy({ cluster, namespace }: Rendered, { repository }: Fleet): string | undefined {
  const usual = cluster.revision === "branch" ? repository.branch : undefined;
  return cluster.environments[namespace]?.branch ?? usual;
}

function belowDist(path: string): string {
  return path.replace(/^dist\//, "");
}
