import { kindOf } from "../health.ts";
import type { KubeObject } from "../kube.ts";
import { coreRows, outsideOfNodes } from "./core.ts";
import { customRows } from "./custom.ts";
import { makeAtRunTime } from "./run-time.ts";
import type { Row, World } from "./row.ts";

export type Predicate = (object: KubeObject) => boolean;

export interface StandInOptions {
  /** Milliseconds from when a controller could act on an object to when it has; none by default. */
  readonly delay?: (object: KubeObject) => number;
  /** Whether real nodes run the pods: what acts on them, and brings storage, is real too. */
  readonly besideNodes?: boolean;
}

export interface StandIns {
  /** Nothing is done for these objects, they are Progressing for ever; until the answer is called. */
  hold(objects: Predicate): () => void;
  /** These objects break: Degraded where their controller has words for it, an image that cannot be pulled for pods. */
  fail(objects: Predicate): () => void;
  stop(): void;
}

export const rows: readonly Row[] = [...coreRows, ...customRows];

/** What is left to do for one object, by one row. */
interface Task {
  /** When the controller could act on it first; undefined while it could not. */
  since?: number;
  isActing: boolean;
  /** Generation and uid that were dealt with, for rows that objects do not tell. */
  done?: string;
  broken?: string;
}

const tickMilliseconds = 100;

/** Starts acting for the controllers that do not run in a cluster, until stopped. */
export function startStandIns(
  world: World,
  { delay = () => 0, besideNodes = false }: StandInOptions = {},
): StandIns {
  const tasks = new Map<string, Task>();
  const held = new Set<Predicate>();
  const failing = new Set<Predicate>();
  const acting = besideNodes ? outsideOfNodes : rows;
  const made = besideNodes ? undefined : makeAtRunTime(world, delay);

  const taskOf = (row: Row, object: KubeObject): Task => {
    const key = `${row.name} ${object.metadata.uid}`;
    const task = tasks.get(key) ?? { isActing: false };
    tasks.set(key, task);
    return task;
  };
  const run = (task: Task, action: () => Promise<unknown>, onDone: () => void): void => {
    task.isActing = true;
    action()
      .then((answer) => answer !== false && onDone())
      // The API server may be away; the next tick tries again.
      .catch(() => undefined)
      .finally(() => setTimeout(() => (task.isActing = false), 3 * tickMilliseconds));
  };
  const consider = (row: Row, object: KubeObject): void => {
    if (row.concerns?.(object, world) === false) return;
    const task = taskOf(row, object);
    const stamp = `${object.metadata.uid}/${object.metadata.generation}`;
    if (task.isActing) return;
    if (matches(failing, object)) {
      if (row.breakDown && task.broken !== stamp)
        run(
          task,
          () => row.breakDown!(object, world),
          () => (task.broken = stamp),
        );
      return;
    }
    task.broken = undefined;
    if (row.isDone ? row.isDone(object) : task.done === stamp) {
      task.since = undefined;
      return;
    }
    if (matches(held, object)) return;
    if (object.metadata.deletionTimestamp || !row.isServed(object, world)) return;
    task.since ??= Date.now();
    if (Date.now() < task.since + delay(object)) return;
    run(
      task,
      () => row.act(object, world),
      () => (task.done = stamp),
    );
  };
  const tick = (): void => {
    for (const row of acting) for (const object of world.view.of(row.kind)) consider(row, object);
    made?.tick();
  };
  const timer = setInterval(tick, tickMilliseconds);
  return {
    hold: (objects) => addTo(held, objects),
    fail: (objects) => addTo(failing, objects),
    stop: () => clearInterval(timer),
  };
}

function matches(predicates: ReadonlySet<Predicate>, object: KubeObject): boolean {
  return [...predicates].some((predicate) => predicate(object));
}

function addTo(predicates: Set<Predicate>, predicate: Predicate): () => void {
  predicates.add(predicate);
  return () => void predicates.delete(predicate);
}

/** A number from 0 to 1 that a seed and an object determine, whatever came before. */
export function seededShare(seed: number, { metadata, ...object }: KubeObject): number {
  const text = `${seed} ${kindOf(object)} ${metadata.namespace} ${metadata.name}`;
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
