import { setTimeout as sleep } from "node:timers/promises";
import type { Load } from "../../../lib/check/capacity/demand.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { until } from "../wait.ts";
import type { Case } from "./cases.ts";

/** What was said of some pods, and how many of them the scheduler left without a node. */
interface Outcome {
  readonly name: string;
  readonly said: "fits" | "short" | "unclear";
  readonly pending: number;
  /** So many wait in any case: there are no nodes for them, or too few. */
  readonly homeless: number;
}

/** Has the real scheduler place the pods of all cases, then without one node of each. Throws where it proves one wrong. */
export async function compare(
  kube: Kube,
  cases: readonly Case[],
  say: (line: string) => void,
): Promise<void> {
  for (const one of cases) await create(kube, one);
  const first = await settle(kube, cases, (one) => podsOf(one));
  judge(
    cases.map((one) => ({ ...nowOf(one), pending: first.get(one.name)! })),
    "",
    say,
  );
  const some = cases.filter(({ machines }) => machines.length > 1);
  await lose(kube, some);
  const second = await settle(kube, some, (one) => podsOf(one, one.lost));
  judge(
    some.map((one) => ({ ...lostOf(one), pending: second.get(one.name)! })),
    " without a node",
    say,
  );
}

async function create(kube: Kube, one: Case): Promise<void> {
  const { name, machines, manifests } = one;
  await Promise.all(machines.map((machine) => createNode(kube, machine)));
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  await kube.apply(`/api/v1/namespaces/${name}`, namespace);
  await until(
    `ServiceAccount default of ${name}`,
    async () =>
      (await kube.get(`/api/v1/namespaces/${name}/serviceaccounts/default`)) !== undefined,
    60,
  );
  for (const manifest of manifests) {
    const kind = `${manifest.kind.toLowerCase()}s`;
    const path = `/apis/apps/v1/namespaces/${name}/${kind}/${manifest.metadata.name}`;
    const status = await kube.apply(path, {
      ...manifest,
      metadata: { name: manifest.metadata.name },
    });
    if (status >= 300) throw failure(`${path} is refused with ${status}`);
  }
}

function failure(message: string): FleetError {
  return new FleetError([{ place: "capacity", message }]);
}

/** One after the other: a server that is asked for too much at once refuses. */
async function lose(kube: Kube, cases: readonly Case[]): Promise<void> {
  const gone = new Set(cases.map(({ lost }) => lost));
  for (const name of gone) await kube.delete(`/api/v1/nodes/${name}`);
  const pods = await podsIn(kube);
  const now = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };
  for (const { metadata, spec } of pods)
    if (gone.has(spec.nodeName))
      await kube.delete(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, now);
}

async function createNode(kube: Kube, { node, labels, gives }: Case["machines"][number]) {
  const path = `/api/v1/nodes/${node.name}`;
  const sizes = {
    cpu: `${gives.cpu}m`,
    memory: String(gives.memory),
    "ephemeral-storage": String(gives.storage),
    pods: String(gives.pods),
  };
  await kube.apply(path, {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node.name, labels },
    spec: { taints: node.taints },
  });
  const condition = {
    type: "Ready",
    status: "True",
    reason: "KubeletReady",
    lastHeartbeatTime: new Date().toISOString(),
    lastTransitionTime: new Date().toISOString(),
  };
  await kube.patch(`${path}/status`, {
    status: { capacity: sizes, allocatable: sizes, conditions: [condition] },
  });
}

/** How many pods the controllers make of a case; of DaemonSets those on nodes that are said to run one for certain. */
function podsOf({ demand, manifests }: Case, lost?: string): number {
  const replicas = manifests.reduce((sum, { spec }) => {
    return sum + ((spec as { replicas?: number }).replicas ?? 0);
  }, 0);
  const daemons = demand.residents.flatMap(({ on }) => [...on.keys()]);
  return replicas + daemons.filter((name) => name !== lost).length;
}

/** Waits until the scheduler has looked at every pod, and counts those that it found no node for. */
async function settle(
  kube: Kube,
  cases: readonly Case[],
  countOf: (one: Case) => number,
): Promise<Map<string, number>> {
  let pending = new Map<string, number>();
  let before = "";
  let open = "";
  const isSettled = async (): Promise<boolean> => {
    const pods = await podsIn(kube);
    const byCase = Map.groupBy(pods, ({ metadata }) => metadata.namespace!);
    pending = new Map(
      cases.map(({ name }) => [name, (byCase.get(name) ?? []).filter(isWaiting).length]),
    );
    open =
      cases.flatMap((one) => {
        const own = byCase.get(one.name) ?? [];
        const isDone =
          own.length === countOf(one) && own.every((pod) => isPlaced(pod) || isWaiting(pod));
        return isDone ? [] : `${one.name} has ${own.length} pods of ${countOf(one)}`;
      })[0] ?? "";
    const now = JSON.stringify([open, [...pending]]);
    const isSame = now === before;
    before = now;
    return open === "" && isSame;
  };
  try {
    await until("a verdict of the scheduler on every pod", isSettled, 60);
  } catch (error) {
    throw open === "" ? error : failure(`${open}, or one that nobody looked at`);
  }
  return pending;
}

/** Those that stay; a server that is busy is asked again. */
async function podsIn(kube: Kube): Promise<KubeObject[]> {
  for (let n = 0; ; n++)
    try {
      const pods = await kube.list("/api/v1/pods");
      return pods.filter(({ metadata }) => !metadata.deletionTimestamp);
    } catch (error) {
      // Its refusal is no JSON.
      if (!(error instanceof SyntaxError) || n > 20) throw error;
      await sleep(500);
    }
}

function isPlaced({ spec }: KubeObject): boolean {
  return spec.nodeName !== undefined;
}

function isWaiting(pod: KubeObject): boolean {
  const { conditions = [] } = (pod["status"] ?? {}) as {
    conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  const isLeft = conditions.some(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  return isLeft && !isPlaced(pod);
}

function replicasOf({ item }: Load): number {
  const { replicas } = item!.manifest["spec"] as { replicas: number };
  return replicas;
}

function nowOf({ name, demand, capacity }: Case): Omit<Outcome, "pending"> {
  const homeless = demand.loads.reduce((sum, load) => sum + replicasOf(load) - load.floor, 0);
  const isShort = capacity.shortages.some(({ kind }) => kind === "now");
  return { name, homeless, said: isShort ? "short" : capacity.now };
}

/** Of what may run elsewhere alone something is said: the rest waits for the node. */
function lostOf({ name, demand, capacity, lost }: Case): Omit<Outcome, "pending"> {
  const { state = "unclear", wanted } = capacity.lost.find(({ node }) => node === lost)!;
  const all = demand.loads.reduce((sum, load) => sum + replicasOf(load), 0);
  return { name, homeless: all - wanted.pods, said: state };
}

/** What is said to be impossible must be; how much of what is said to fit is placed is told. */
function judge(outcomes: readonly Outcome[], when: string, say: (line: string) => void): void {
  const of = (said: Outcome["said"]) => outcomes.filter((one) => one.said === said);
  const isWhole = ({ pending, homeless }: Outcome): boolean => pending <= homeless;
  const wrong = of("short").filter(isWhole);
  const fitting = of("fits");
  const placed = fitting.filter(isWhole);
  say(
    `${outcomes.length} clusters${when}: ${of("short").length} said to be too small, of which ${wrong.length} were placed whole; ${fitting.length} said to fit, of which ${placed.length} were placed whole; ${of("unclear").length} not settled`,
  );
  if (wrong.length > 0)
    throw failure(`${wrong[0]!.name} was said to be too small, and every pod was placed`);
  if (placed.length * 2 < fitting.length)
    throw failure(`of ${fitting.length} that were said to fit only ${placed.length} were placed`);
}
