import type { LabelSelector } from "../kubernetes/labels.ts";
import type { Subject } from "./subjects.ts";
import { guardsOf, subjectsOf, unseenIn } from "./subjects.ts";
import type { Way } from "./way.ts";
import type { World } from "./world.ts";
import { selectPods } from "./world.ts";

/** A policy to be: everything about the same pods. */
export interface Draft {
  readonly names: string[];
  readonly selector: LabelSelector;
  /** Who comes in from elsewhere. */
  readonly ways: Way[];
  /** Whose pods they are, where nobody else says with whom in their namespace they speak, and where they go. */
  readonly subjects: Subject[];
}

/** The policies of a namespace: the first is about all of its pods. */
export interface Drafts {
  readonly all: readonly Draft[];
  /** Its pods go only where they are let. */
  readonly isClosed: boolean;
}

/** Pods that nobody foresees. */
const anybody: Subject = {
  name: "anybody",
  selector: {},
  isGuarded: { ingress: false, egress: false },
};

/**
 * Pods reach each other, but for those whose component has written policies for them; from elsewhere comes who is known
 * to need it; and they go where they will until it is known of all of them where that is.
 */
export function draftsOf(world: World, namespace: string, ways: readonly Way[]): Drafts {
  const subjects = subjectsOf(world, namespace);
  const unseen = unseenIn(world, namespace).map(({ name, traffic: { to } }): Subject => ({
    ...anybody,
    name,
    to,
  }));
  const drafts = new Map<string, Draft>();
  const draft = (selector: LabelSelector, name: string): Draft => {
    const key = keyOf(selector);
    const found = drafts.get(key) ?? { names: [], selector, ways: [], subjects: [] };
    drafts.set(key, found);
    found.names.push(name);
    return found;
  };
  const base = draft({}, "default-deny");
  const known = [...subjects, ...unseen];
  // Where nothing is known to run, only an environment is known to have been left empty.
  const isEmpty = known.length === 0 && world.cluster.environments[namespace] === undefined;
  const all = isEmpty ? [anybody] : known;
  // Pods that nobody foresees are found by no label.
  const isOneByOne = unseen.length === 0 && all.some(isGuarded);
  for (const subject of all)
    (isOneByOne ? draft(subject.selector, subject.name) : base).subjects.push(subject);
  for (const way of ways.flatMap((one) => opened(world, one)))
    draft(way.to.selector, way.to.name).ways.push(way);
  const isClosed = all.every(({ to, isGuarded: { egress } }) => egress || to !== undefined);
  return { all: [...drafts.values()], isClosed };
}

function isGuarded({ isGuarded: { ingress, egress } }: Subject): boolean {
  return ingress || egress;
}

/** What is opened for a way: nothing where who has written policies for the pods has the say, or where it is open. */
function opened(world: World, way: Way): Way[] {
  const { to, from, isSaid } = way;
  if (isGuardedWay(world, way)) return isSaid ? [way] : [];
  if (typeof from === "string" || !("namespaces" in from)) return [way];
  const namespaces = from.namespaces.filter((name) => name !== to.namespace);
  return namespaces.length > 0 ? [{ ...way, from: { ...from, namespaces } }] : [];
}

/** Whether policies that their own component has written say who comes to all of its pods. */
export function isGuardedWay(
  world: World,
  { to: { namespace, selector }, component }: Way,
): boolean {
  const pods = selectPods(world, namespace, selector);
  return pods.length === 0
    ? guardsOf(world, namespace, component, selector.matchLabels ?? {}).ingress
    : pods.every((one) => guardsOf(world, namespace, one.component, one.labels).ingress);
}

function keyOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map((label) => label.join("="));
  return JSON.stringify([labels.sort(), matchExpressions]);
}
