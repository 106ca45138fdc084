import { applicationManifest, rootManifest } from "./emit/application.ts";
import { pathOf } from "./order/names.ts";
import { projectManifest } from "./emit/project.ts";
import type { Cluster, Fleet } from "./model/cluster.ts";
import { minorOf } from "./model/cluster-data.ts";
import type { Layer } from "./model/definition.ts";
import type { FoundCharts } from "./helm/request.ts";
import { distributionIssue, withDistribution } from "./build/distribution.ts";
import { transform } from "./build/transform.ts";
import { unpack } from "./helm/unpack.ts";
import { folderFiles } from "./emit/folder.ts";
import type { Application } from "./order/applications.ts";
import type { ClusterPlan } from "./order/cluster-plan.ts";
import { orderCluster } from "./order/applications.ts";
import { pinHash, pinOf, treeHash } from "./emit/pin.ts";
import type { FleetRules } from "./model/house-rules.ts";
import type { Plan, PlannedFile } from "./emit/planned-file.ts";
import type { Problem } from "./problem.ts";
import { renderComponents } from "./build/render.ts";
import { renderNamespaces } from "./build/namespaces.ts";
import { scopeOfKind } from "./kubernetes/kinds.ts";
import type { ClusterFacts } from "./check/support/rule.ts";
import { validateCluster, validateFleet } from "./check/index.ts";
import { checkSchemas } from "./check/rules/schemas.ts";
import { manifestToYaml } from "./emit/yaml.ts";

const none: FoundCharts = new Map();

/**
 * The whole tree as data: same fleet and charts, same bytes. Nothing is read but imports/, nothing is written.
 * `found` holds what the charts of the fleet make.
 */
export function plan(fleet: Fleet, found = none): Plan {
  return joinParts(fleet, [planPart(fleet, fleet.clusters, found)]);
}

/** What some clusters of a fleet add to its plan. Plain data, so that it can be made elsewhere. */
export interface PlanPart {
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
  /** Of each cluster, in their order. */
  readonly facts: readonly Omit<ClusterFacts, "cluster">[];
}

export function planPart(fleet: Fleet, clusters: Fleet["clusters"], found = none): PlanPart {
  const problems: (readonly Problem[])[] = [];
  const files: (readonly PlannedFile[])[] = [];
  const facts: Omit<ClusterFacts, "cluster">[] = [];
  for (const cluster of clusters) {
    const planned = planCluster(cluster, found, fleet.rules);
    const { problems: told, facts: known } = validateCluster(planned, fleet);
    const { cluster: _, ...plain } = known;
    const issue = distributionIssue(cluster);
    // Most others follow from it.
    if (issue === undefined) problems.push(planned.problems, told);
    else problems.push([{ place: cluster.name, message: issue }]);
    facts.push(plain);
    if (problems.every(({ length }) => length === 0)) files.push(clusterFiles(fleet, planned));
  }
  // Here, where it is done on every core: what is joined from sorted parts is nearly sorted.
  return { files: files.flat().sort(byPath), problems: problems.flat(), facts };
}

/** The plan of a fleet out of its parts, which hold all its clusters in their order. */
export function joinParts(fleet: Fleet, parts: readonly PlanPart[]): Plan {
  const facts = parts
    .flatMap((part) => part.facts)
    .map((one, i): ClusterFacts => ({ ...one, cluster: fleet.clusters[i]! }));
  const problems = [...parts.flatMap((part) => part.problems), ...validateFleet(fleet, facts)];
  if (problems.length > 0) return { files: [], problems };
  const files = parts.flatMap((part) => part.files);
  return { files: files.sort(byPath), problems };
}

function byPath(one: PlannedFile, other: PlannedFile): number {
  return one.path < other.path ? -1 : 1;
}

export function planCluster(given: Cluster, found = none, rules: FleetRules = {}): ClusterPlan {
  const cluster = withDistribution(given);
  const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
  const rendered = renderComponents(cluster, scopes)
    .map((component) => unpack(component, found))
    .map((component) => transform(component, rules));
  const all = [...rendered, renderNamespaces(cluster, rendered)];
  const { components, problems } = checkSchemas(cluster, all);
  const ordered = orderCluster(components);
  const built = rendered.flatMap(({ name, issues }) =>
    issues.map((message) => ({ place: `${cluster.name}/${name}`, message })),
  );
  return {
    cluster,
    components,
    ...ordered,
    problems: [...built, ...problems, ...ordered.problems],
  };
}

function clusterFiles(fleet: Fleet, { cluster, applications }: ClusterPlan): PlannedFile[] {
  const files = applications.flatMap((application) => applicationFiles(fleet, application));
  const layers = Map.groupBy(applications, ({ component }): Layer => component.layer);
  for (const [layer, members] of layers) {
    const content = manifestToYaml(projectManifest(fleet, layer, members));
    files.push({ path: `${cluster.name}/apps/AppProject-${layer}.yaml`, content });
  }
  files.push({
    path: `${cluster.name}/root.yaml`,
    content: manifestToYaml(rootManifest(fleet, cluster.name)),
  });
  return files;
}

function applicationFiles(fleet: Fleet, application: Application): PlannedFile[] {
  const { name, component, manifests } = application;
  const { cluster } = component;
  const folder = folderFiles(manifests);
  const path = pathOf(application);
  const revisionOf = (where: string, tree: string): string =>
    cluster.revision === "pinned"
      ? pinOf(cluster.name, name, pinHash(where, tree))
      : `refs/heads/${fleet.repository.branch}`;
  const { chart, tree } = application.release ?? {};
  const object = applicationManifest(fleet, application, {
    ...(folder.length > 0 && { objects: revisionOf(path, treeHash(folder)) }),
    ...(chart?.path !== undefined && tree && { chart: revisionOf(chart.path, tree) }),
  });
  return [
    { path: `${cluster.name}/apps/${name}.yaml`, content: manifestToYaml(object) },
    ...folder.map((file) => ({ path: `${belowDist(path)}/${file.name}`, content: file.content })),
  ];
}

function belowDist(path: string): string {
  return path.replace(/^dist\//, "");
}
