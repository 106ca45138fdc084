import type { Rendered } from "../build/rendered.ts";
import type { Labels, LabelSelector } from "../kubernetes/labels.ts";
import { selects } from "../kubernetes/labels.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import type { Outgoing } from "../model/traffic.ts";
import type { Refusal } from "./reach.ts";
import type { Owned, World } from "./world.ts";
import { podsIn } from "./world.ts";

/** Pods of a namespace that policies are about. */
export interface Subject {
  readonly name: string;
  readonly selector: LabelSelector;
  /** All that they connect to, where that is known. */
  readonly to?: readonly Outgoing[];
  readonly isGuarded: Guards;
}

/** Whether policies that their own component has written say who comes in, and where they go. */
type Guards = Readonly<Record<Refusal["side"], boolean>>;

/** The pods of a namespace that can be foreseen: of workloads, and of what controllers are known to run. */
export function subjectsOf(world: World, namespace: string): Subject[] {
  const workloads = podsIn(world, namespace).map(({ manifest, selector, component, labels }) => ({
    name: manifest.metadata.name,
    selector,
    to: component.traffic.to,
    isGuarded: guardsOf(world, namespace, component, labels),
  }));
  const operated = (world.placed.get(namespace) ?? []).flatMap(([manifest, component]) =>
    world.kinds.of(manifest).flatMap((facts) =>
      (facts.traffic?.(manifest, world.find) ?? []).map(({ pods, to }) => ({
        name: manifest.metadata.name,
        selector: { matchLabels: pods },
        to,
        isGuarded: guardsOf(world, namespace, component, pods),
      })),
    ),
  );
  return [...workloads, ...operated];
}

export function guardsOf(
  { policies }: World,
  namespace: string,
  component: Rendered,
  labels: Labels,
): Guards {
  const own = (policies.get(namespace) ?? []).filter(
    (one) => one.component === component && !one.isMade && selects(one.selector, labels),
  );
  return {
    ingress: own.some(({ ingress }) => ingress !== undefined),
    egress: own.some(({ egress }) => egress !== undefined),
  };
}

/** The components by which pods come into being there that no object in git shows. */
export function unseenIn(world: World, namespace: string): Rendered[] {
  const opaque = world.components.filter(
    (one) => one.namespace === namespace && (one.isUnseen || one.runTime.pods !== undefined),
  );
  const objects = (world.placed.get(namespace) ?? []).filter((one) => mayRunPods(world, one));
  return [...new Set([...opaque, ...objects.map(([, component]) => component)])];
}

function mayRunPods({ kinds }: World, [manifest]: Owned): boolean {
  const group = groupOf(manifest.apiVersion);
  // Groups of the API server itself have no dot or end in k8s.io.
  if (!group.includes(".") || group.endsWith(".k8s.io")) return false;
  const facts = kinds.of(manifest);
  return facts.length === 0 || facts.some((one) => one.runsUnseen && !one.traffic);
}
