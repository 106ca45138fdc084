import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Child, Tree } from "./dist.ts";
import type { Need, Thing } from "./references.ts";
import { hasPods, makesOf, needsOf, needsOfObject } from "./references.ts";
import { atRunTime } from "./run-time.ts";

/** The order in which one sync of Argo CD applies kinds; what is not listed comes last. */
const kindOrder = `
  Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
  ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume
  PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList
  ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service
  DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler
  StatefulSet Job CronJob IngressClass Ingress APIService
`
  .trim()
  .split(/\s+/);

/** What one sync applies: an object of a folder, or a chart, whose own order Argo CD keeps as well. */
interface Task {
  readonly title: string;
  readonly kind: string;
  readonly name: string;
  readonly needs: readonly Need[];
  readonly makes: readonly string[];
}

/** The API server itself refuses an object without these; everything else may come in the same sync. */
const atAdmission = new Set(["Namespace", "CustomResourceDefinition"]);

/** What Argo CD would run into, in the order in which it would. `before`: what is there before the first sync. */
export function simulate(tree: Tree, before: readonly Thing[]): string[] {
  const findings: string[] = [];
  const present = new Set(before.map(idOf));
  const later = laterMakers(tree);
  for (const wave of wavesOf(tree)) {
    const children = tree.children.filter(({ application }) => waveOf(application) === wave);
    const projects = tree.rootObjects
      .filter(({ kind }) => kind === "AppProject")
      .filter((one) => waveOf(one) <= wave);
    const synced: string[] = [];
    for (const child of children) {
      const name = child.application.metadata.name;
      const report = (what: string): void => void findings.push(`wave ${wave}, ${name}: ${what}`);
      checkProject(child, projects, report);
      checkWaves(child, report);
      const missing = (need: Need): string => {
        const maker = later.get(idOf(need));
        return maker ? `which ${maker} brings` : "which nothing brings";
      };
      synced.push(...sync(child, present, missing, report));
      checkPolicies(child, tree, report);
    }
    // Children of one wave run at the same time: only the next wave finds what they made.
    for (const id of synced) present.add(id);
  }
  return findings;
}

function wavesOf({ rootObjects }: Tree): number[] {
  return [...new Set(rootObjects.map(waveOf))].sort((a, b) => a - b);
}

export function waveOf({ metadata }: Manifest): number {
  return Number(metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? "0");
}

/** Applies one child; returns what is there when it is healthy. */
function sync(
  child: Child,
  present: ReadonlySet<string>,
  missing: (need: Need) => string,
  report: (what: string) => void,
): string[] {
  const tasks = tasksOf(child);
  const own = new Set(tasks.flatMap(({ makes }) => makes));
  const controllers = new Set(
    makesOfCharts(child)
      .filter(({ kind }) => kind === "CustomResourceDefinition")
      .map(idOf),
  );
  const applied = new Set<string>();
  for (const { title, needs, makes } of tasks) {
    for (const need of needs) {
      const id = idOf(need);
      const isThere = present.has(id) || (atAdmission.has(need.kind) ? applied : own).has(id);
      if (!isThere) report(`${title} needs ${textOf(need)} (${need.at}), ${missing(need)}`);
      else if (controllers.has(id) && !present.has(id) && !isItsOwnDeployer(child))
        report(`${title} is of a kind whose controller comes in the same sync (${need.at})`);
    }
    for (const id of makes) applied.add(id);
  }
  return [...own];
}

/** The objects of a child in the groups that one sync applies one after the other. */
export function groupsOf({ objects, made }: Child): Manifest[][] {
  const groups = Map.groupBy([...objects, ...made], ({ kind }) => placeOf(kind));
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** Argo CD's own kinds are there before it syncs anything. */
function isItsOwnDeployer({ sources }: Child): boolean {
  return sources.some(({ chart }) => chart === "argo-cd");
}

/** What is there as soon as the charts of a child are healthy. */
function makesOfCharts({ sources, namespace, made }: Child): Thing[] {
  const later = sources.flatMap(({ chart = "" }) => atRunTime[chart]?.(namespace) ?? []);
  return [...made.flatMap((object) => makesOf(object, namespace)), ...later];
}

/** What a chart does not bring itself: each thing once, with the first object that names it. */
function needsOfCharts(child: Child): Need[] {
  const { sources, namespace, made } = child;
  const own = new Set(makesOfCharts(child).map(idOf));
  const named = made.flatMap((object) =>
    needsOfObject(object, namespace).map((need) => {
      return { ...need, at: `${object.kind} ${object.metadata.name}, ${need.at}` };
    }),
  );
  const valued = sources.flatMap(({ helm }) => needsOf(helm?.valuesObject ?? {}, namespace));
  const found = new Map([...valued, ...named].toReversed().map((need) => [idOf(need), need]));
  // A StatefulSet runs without the Service that it names, and a vendor's names one that nobody makes.
  return [...found.values()]
    .toReversed()
    .filter((need) => !own.has(idOf(need)) && !need.at.endsWith(", spec.serviceName"));
}

function tasksOf(child: Child): Task[] {
  const { sources, objects, namespace } = child;
  const charts = sources
    .filter(({ chart }) => chart !== undefined)
    .map((source): Task => ({
      title: `chart ${source.chart}`,
      // Its definitions stand before custom resources, its workloads wait for what they need.
      kind: "CustomResourceDefinition",
      name: source.chart!,
      needs: needsOfCharts(child),
      makes: makesOfCharts(child).map(idOf),
    }));
  const folder = objects.map((object): Task => ({
    title: `${object.kind} ${object.metadata.name}`,
    kind: object.kind,
    name: object.metadata.name,
    needs: needsOfObject(object, namespace),
    makes: makesOf(object, namespace).map(idOf),
  }));
  return [...charts, ...folder].sort(
    (a, b) => placeOf(a.kind) - placeOf(b.kind) || (a.name < b.name ? -1 : 1),
  );
}

function placeOf(kind: string): number {
  const place = kindOrder.indexOf(kind);
  return place < 0 ? kindOrder.length : place;
}

function idOf({ kind, namespace, name }: Thing): string {
  return `${kind}/${namespace}/${name}`;
}

function textOf({ kind, namespace, name }: Need): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

/** Identity to the Application that brings it, and its wave. */
function laterMakers({ children }: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const child of children) {
    const { application } = child;
    for (const id of tasksOf(child).flatMap(({ makes }) => makes))
      found.set(id, `${application.metadata.name} of wave ${waveOf(application)}`);
  }
  return found;
}

/** An Application whose project is missing stays unknown until the next resync. */
function checkProject(
  child: Child,
  projects: readonly Manifest[],
  report: (what: string) => void,
): void {
  const { project } = child.application["spec"] as { project: string };
  const found = projects.find(({ metadata }) => metadata.name === project);
  if (!found) return report(`needs AppProject ${project}, which no earlier wave brings`);
  if (waveOf(found) >= waveOf(child.application))
    report(`needs AppProject ${project}, which comes in wave ${waveOf(found)}`);
}

/** A child with waves of its own reports Healthy in the middle of them. */
function checkWaves({ objects }: Child, report: (what: string) => void): void {
  for (const object of objects) {
    if (waveOf(object) !== 0)
      report(`${object.kind} ${object.metadata.name} has a wave of its own`);
  }
}

interface Selecting {
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly endpointSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Pods must not run before the policies that hold for them. */
function checkPolicies(child: Child, { children }: Tree, report: (what: string) => void): void {
  for (const workload of [...child.objects, ...child.made].filter(hasPods)) {
    for (const other of children) {
      if (other === child || waveOf(other.application) < waveOf(child.application)) continue;
      for (const policy of other.objects) {
        if (selects(policy, workload))
          report(
            `${workload.kind} ${workload.metadata.name} runs before ${policy.kind} ${policy.metadata.name} holds`,
          );
      }
    }
  }
}

function selects(policy: Manifest, workload: Manifest): boolean {
  if (!/^(Cilium)?NetworkPolicy$/.test(policy.kind)) return false;
  if (policy.metadata.namespace !== workload.metadata.namespace) return false;
  const { podSelector, endpointSelector } = policy["spec"] as Selecting;
  const wanted = Object.entries((podSelector ?? endpointSelector)?.matchLabels ?? {});
  const { template } = workload["spec"] as {
    template?: { metadata?: { labels?: Record<string, string> } };
  };
  return wanted.every(([key, value]) => template?.metadata?.labels?.[key] === value);
}
