import type { Manifest } from "../kubernetes/manifest.ts";
import type { Problem } from "../problem.ts";
import type { Release } from "../model/release.ts";
import type { Rendered } from "../build/rendered.ts";
import { isLeftToHelm } from "../build/rendered.ts";
import { deadlocks } from "./deadlock.ts";
import type { Edge } from "./edges.ts";
import { edgesOf } from "./edges.ts";
import type { Index, Item } from "./item.ts";
import { indexItems, isWritten } from "./item.ts";
import { splitComponent } from "./split.ts";

/** What Argo CD syncs as one: a component, or the part of it that waits for the rest. */
export interface Application {
  /** The component's name, with `-config` for the part that waits. */
  readonly name: string;
  readonly component: Rendered;
  readonly manifests: readonly Manifest[];
  /** The chart, where Argo CD renders it. */
  readonly release?: Release;
  /** What must be healthy first, with the edges that say so, most telling first. */
  readonly needs: ReadonlyMap<Application, readonly Edge[]>;
  /** 0 for what everything stands on. */
  wave: number;
}

export interface OrderedCluster {
  readonly applications: readonly Application[];
  readonly index: Index;
  readonly problems: readonly Problem[];
}

/** Splits components into Applications and gives each its wave: the latest that those who need it allow. */
export function orderCluster(components: readonly Rendered[]): OrderedCluster {
  const index = indexItems(components);
  const edges = edgesOf(components, index);
  const problems: Problem[] = [];
  const applications = new Map<string, Application>();
  const homes = new Map<Item, Application>();
  const edgesBySource = Map.groupBy(edges, ({ from }) => from.component);
  for (const component of components) {
    const items = index.byComponent.get(component) ?? [];
    const own = edgesBySource.get(component) ?? [];
    problems.push(...deadlocks(component, own));
    const parts = splitComponent(component, items, own);
    for (const [item, part] of parts) {
      const name = part === "main" ? component.name : `${component.name}-config`;
      const application = applications.get(name) ?? emptyApplication(name, component);
      applications.set(name, application);
      homes.set(item, application);
      if (isWritten(item)) (application.manifests as Manifest[]).push(item.manifest);
    }
    if (isLeftToHelm(component)) {
      const application =
        applications.get(component.name) ?? emptyApplication(component.name, component);
      applications.set(component.name, application);
      Object.assign(application, { release: component.release });
    }
  }
  for (const edge of edges) link(edge, homes);
  const ordered = [...applications.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (hasCycle(ordered)) problems.push(cycleProblem(shortestCycle(ordered)));
  else assignWaves(ordered);
  return { applications: ordered, index, problems };
}

function emptyApplication(name: string, component: Rendered): Application {
  return { name, component, manifests: [], needs: new Map(), wave: 0 };
}

function link(edge: Edge, homes: ReadonlyMap<Item, Application>): void {
  const from = homes.get(edge.from)!;
  const to = homes.get(edge.to)!;
  if (from === to) return;
  const needs = from.needs as Map<Application, Edge[]>;
  const known = needs.get(to);
  if (known) known.push(edge);
  else needs.set(to, [edge]);
}

/** Waves count down from what nobody needs, which stands last and which Argo CD does not wait for. */
function assignWaves(applications: readonly Application[]): void {
  const heights = new Map<Application, number>(applications.map((application) => [application, 0]));
  for (const application of topological(applications)) {
    const height = heights.get(application)!;
    for (const needed of application.needs.keys())
      heights.set(needed, Math.max(heights.get(needed)!, height + 1));
  }
  const last = Math.max(0, ...heights.values());
  for (const application of applications) application.wave = last - heights.get(application)!;
}

/** Every Application before all that it needs. */
function topological(applications: readonly Application[]): Application[] {
  const done = new Set<Application>();
  const order: Application[] = [];
  const visit = (application: Application): void => {
    if (done.has(application)) return;
    done.add(application);
    for (const needed of application.needs.keys()) visit(needed);
    order.push(application);
  };
  for (const application of applications) visit(application);
  return order.reverse();
}

interface Step {
  readonly from: Application;
  readonly to: Application;
  readonly edge: Edge;
}

/** Whether taking away, again and again, what nobody needs any more leaves something. */
function hasCycle(applications: readonly Application[]): boolean {
  const dependents = new Map<Application, number>();
  for (const { needs } of applications) {
    for (const needed of needs.keys()) dependents.set(needed, (dependents.get(needed) ?? 0) + 1);
  }
  const free = applications.filter((application) => !dependents.has(application));
  for (const application of free) {
    for (const needed of application.needs.keys()) {
      const left = dependents.get(needed)! - 1;
      dependents.set(needed, left);
      if (left === 0) free.push(needed);
    }
  }
  return free.length < applications.length;
}

function shortestCycle(applications: readonly Application[]): Step[] {
  const cycles = applications.map(cycleThrough).filter((cycle) => cycle !== undefined);
  return cycles.reduce((shortest, cycle) => (cycle.length < shortest.length ? cycle : shortest));
}

function cycleThrough(start: Application): Step[] | undefined {
  const paths = new Map<Application, Step[]>([[start, []]]);
  for (const [application, path] of paths) {
    for (const [to, [edge]] of application.needs) {
      const steps = [...path, { from: application, to, edge: edge! }];
      if (to === start) return steps;
      if (!paths.has(to)) paths.set(to, steps);
    }
  }
  return undefined;
}

function cycleProblem(steps: readonly Step[]): Problem {
  const { component } = steps[0]!.from;
  const late = steps.find(({ edge }) => edge.reason.includes("WaitForFirstConsumer"));
  const chain = steps.map(
    ({ from, to, edge }) => `${from.name} needs ${to.name} (${edge.from.title}: ${edge.reason})`,
  );
  return {
    place: `${component.cluster.name}/${steps[0]!.from.name}`,
    message: late
      ? `deadlock: ${chain.join(", ")}; put ${late.edge.from.title} and ${late.edge.to.title} into one component`
      : `cycle: ${chain.join(", ")}; remove one of these needs`,
  };
}
