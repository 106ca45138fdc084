import type { Capability } from "../model/capability.ts";
import { foundLater } from "../model/capability.ts";
import type { Edge } from "./edges.ts";
import type { Item } from "./item.ts";
import { isWorkload } from "./item.ts";
import { isRoute } from "../kubernetes/gateway.ts";
import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { RunTime } from "../model/run-time.ts";

/** Which of a component's two Applications an item goes to. */
export type Part = "main" | "config";

/**
 * An Application syncs in one wave, so what waits for its own component's workloads needs an Application of its
 * own, one wave later. So does what waits for more than those workloads do, where others wait for the workloads:
 * an Ingress must not hold up a storage driver.
 *
 * The result depends on the component alone: an object that changed its Application would change its owner.
 */
export function splitComponent(
  component: Rendered,
  items: readonly Item[],
  edges: readonly Edge[],
): Map<Item, Part> {
  const workloads = items.filter(isWorkload);
  const parts = new Map<Item, Part>(items.map((item) => [item, "main"]));
  if (workloads.length === 0) return parts;
  const inside = edges.filter(({ to }) => to.component === component);
  // What a chart makes stays together, as it does where Argo CD renders the chart.
  const made = items.filter(({ isMade }) => isMade);
  const needed = reach([...workloads, ...made], inside, "to");
  const rest = items.filter((item) => !needed.has(item));
  const gated = new Set(
    inside.filter(({ isGate, to }) => isGate && isWorkload(to)).map(({ from }) => from),
  );
  const outside = edges.filter(({ to }) => to.component !== component);
  const known = new Set(
    outside.filter(({ from, isMade }) => needed.has(from) && !isMade).map(({ to }) => to.component),
  );
  const waitsForMore = new Set(
    isWaitedFor(component)
      ? outside
          .filter(({ from, to }) => !known.has(to.component) && !isClaim(from))
          .map(({ from }) => from)
          .concat(rest.filter(isServed))
      : [],
  );
  const late = rest.filter((item) => gated.has(item) || waitsForMore.has(item));
  for (const item of reach(late, inside, "from")) parts.set(item, "config");
  return parts;
}

/** A chart may mount it by its values, which nobody here reads: it stands beside the chart. */
function isClaim({ manifest }: Item): boolean {
  return manifest.kind === "PersistentVolumeClaim";
}

/** Whether a controller must serve it. Another component may bring that or the distribution, which makes no edge. */
function isServed({ manifest }: Item): boolean {
  const { type } = (manifest["spec"] ?? {}) as { type?: string };
  return (
    manifest.kind === "Ingress" ||
    isRoute(manifest) ||
    (manifest.kind === "Service" && type === "LoadBalancer")
  );
}

/** The items with everything of their component that they need (`to`) or that needs them (`from`). */
function reach(start: readonly Item[], inside: readonly Edge[], end: "to" | "from"): Set<Item> {
  const steps = Map.groupBy(inside, (edge) => edge[end === "to" ? "from" : "to"]);
  const found = new Set(start);
  for (const item of found) for (const edge of steps.get(item) ?? []) found.add(edge[end]);
  return found;
}

const classKinds = new Set(["IngressClass", "PriorityClass", "StorageClass"]);

/** Whether other components may have to wait for its workloads. */
function isWaitedFor({ placement, manifests, runTime }: Rendered): boolean {
  const provided = (placement?.provides ?? []) as readonly Capability[];
  if (provided.some((capability) => !foundLater.has(capability))) return true;
  const { ingressClasses = [], storageClasses = {}, priorityClasses = [] } = runTime;
  const classes = [...ingressClasses, ...priorityClasses, ...Object.keys(storageClasses)];
  if (classes.length > 0 || manifests.some(({ kind }) => classKinds.has(kind))) return true;
  // The kinds of what syncs the cluster exist before the first sync.
  return !provided.includes("deployer") && bringsKinds(manifests, runTime);
}

function bringsKinds(manifests: readonly Manifest[], { kinds }: RunTime): boolean {
  return kinds ?? manifests.some(({ kind }) => kind === "CustomResourceDefinition");
}
