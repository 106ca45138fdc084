import type { Cluster } from "../../model/cluster.ts";
import type { Shortage } from "../../model/cluster-data.ts";
import { formatBytes, readQuantity } from "../../kubernetes/quantity.ts";
import { defaultReserved } from "../support/amounts.ts";
import { listed } from "../support/rule.ts";
import type { Amount } from "./amount.ts";
import { add, fits, nothing, resources, shownPair, subtract, sum } from "./amount.ts";
import type { Load, Resident } from "./demand.ts";
import { fit } from "./fit.ts";
import type { Machine } from "./machine.ts";
import { proofText } from "./messages.ts";
import type { Bin, Pods, Proof, Verdict } from "./packing.ts";
import { measuredAmount } from "./pod.ts";
import { heldBy, podsOf } from "./states.ts";
import type { States } from "./states.ts";

/** Something that is shown to be too little, as `<what was found>; <what to do>`. */
export interface Found {
  readonly kind: Shortage;
  readonly message: string;
}

/** What of pods is shown to be too little; where there is no room now, nothing else is looked at. */
export function shortagesOf(states: States, cluster: Cluster): Found[] {
  const { machines, demand } = states;
  const full = [...overfull(machines, demand.residents)];
  if (full.length > 0) return full;
  const tight = [...crowded(states)];
  if (tight.length > 0) return tight;
  return [
    ...outgrown(states),
    ...stuckUpdates(states),
    ...lossOf(states),
    ...unasked(states, cluster),
  ];
}

/** What runs on each node and is too much for it. */
function* overfull(machines: readonly Machine[], residents: readonly Resident[]): Iterable<Found> {
  for (const resource of resources) {
    const over = machines.filter(
      ({ node, gives }) => heldBy(residents, node.name)[resource] > gives[resource],
    );
    const alike = Map.groupBy(over, ({ node, gives }) =>
      [heldBy(residents, node.name)[resource], gives[resource]].join(),
    );
    for (const some of alike.values()) {
      const [{ node, gives }] = some as [Machine];
      const held = heldBy(residents, node.name)[resource];
      const [asks, has] = shownPair(resource, held, gives[resource]);
      const nodes = listed(some.map((one) => one.node.name));
      const have = some.length === 1 ? "has" : "have";
      const message = `pods that run on each node request ${asks}, but ${nodes} ${have} ${has} to give; lower their requests or enlarge the node`;
      yield { kind: "now", message };
    }
  }
}

/** Pods that find no room, with as few of each as there are; of Jobs one alone. */
function* crowded({ bins, now, demand }: States): Iterable<Found> {
  const passing = demand.loads
    .filter(({ isPassing }) => isPassing)
    .map((load) =>
      fit(
        bins,
        podsOf([{ ...load, isPassing: false }], () => 1),
      ),
    );
  for (const verdict of [now, ...passing])
    for (const proof of proofsOf(verdict))
      yield { kind: "now", message: `${proofText(proof, bins)}; ${todoFor(proof)}` };
}

/** ... with as many as there may be. */
function* outgrown({ bins, scaled }: States): Iterable<Found> {
  for (const proof of proofsOf(scaled))
    yield accepting(
      "scaled",
      `with every autoscaler at its maximum ${proofText(proof, bins)}`,
      "add a node, lower spec.maxReplicas",
    );
}

function proofsOf(verdict: Verdict): readonly Proof[] {
  return verdict.state === "short" ? verdict.proofs : [];
}

function todoFor({ kind }: Proof): string {
  if (kind === "large") return "lower its requests or add a larger node";
  return kind === "apart" ? "lower its requests or add a node" : "add a node or lower requests";
}

/** With where it can be accepted, behind the last of what can be done. */
export function accepting(kind: Shortage, found: string, todo: string): Found {
  const field = /^\w+$/.test(kind) ? `.${kind}` : `["${kind}"]`;
  return { kind, message: `${found}; ${todo}, or say why that is accepted in overcommit${field}` };
}

/** Updates that wait for ever: a pod is to start before one ends, and finds no room. */
function* stuckUpdates({ machines, bins, now, demand, conflicts }: States): Iterable<Found> {
  const { loads, residents } = demand;
  const known = new Map<string, Verdict>();
  for (const load of loads) {
    const { surge, unavailable } = load.update;
    if (surge === 0 || unavailable > 0 || load.floor === 0 || load.isPassing || load.isApart)
      continue;
    const pods = podsOf(loads, (one) => (one === load ? one.floor + 1 : one.floor), conflicts);
    const own = pods[loads.indexOf(load)]!;
    if (isRoomLeft(own, pods, bins, now)) continue;
    const like = likeness(own);
    const verdict = known.get(like) ?? fit(bins, pods);
    known.set(like, verdict);
    for (const proof of proofsOf(verdict).slice(0, 1))
      yield accepting(
        "update",
        `an update of ${own.what} starts a pod before one ends, and then ${proofText(proof, bins)}`,
        "set maxUnavailable of its rolling update to 1",
      );
  }
  for (const { component, what, on, update } of residents) {
    if (update.surge === 0) continue;
    const full = machines.filter(({ node }, i) => {
      const size = on.get(node.name);
      return size && !fits(size, bins[i]!.room);
    });
    if (full.length > 0)
      yield accepting(
        "update",
        `an update of ${what} of ${component} starts a pod before one ends, but ${listed(full.map(({ node }) => node.name))} has no room for two`,
        "set maxSurge of its rolling update to 0",
      );
  }
}

/** Whether what was placed leaves room for one more, which is so nearly always. */
function isRoomLeft(own: Pods, pods: readonly Pods[], bins: readonly Bin[], now: Verdict): boolean {
  if (now.state !== "fits" || own.avoids.size > 0) return false;
  return bins.some(({ name, room }) => {
    const held = now.placed.get(name)!.map((count, i) => add(nothing, pods[i]!.size, count));
    return own.on.has(name) && fits(own.size, subtract(room, sum(held)));
  });
}

/** Equal for pods that find room or none together; one that avoids others is like no other. */
function likeness({ what, size, on, avoids }: Pods): string {
  const own = avoids.size > 0 ? what : "";
  return JSON.stringify([Object.values(size), [...on].sort(), own]);
}

/** The node whose loss leaves the least, with the others whose loss leaves too little. */
function* lossOf({ bins, lost }: States): Iterable<Found> {
  const short = lost.flatMap(({ node, verdict, wanted, has }) =>
    verdict?.state === "short" ? { node, proofs: verdict.proofs, lack: lackOf(wanted, has) } : [],
  );
  const [first, ...more] = short;
  if (!first) return;
  const worst = more.reduce((a, b) => (b.lack > a.lack ? b : a), first);
  const others = short.flatMap(({ node }) => (node === worst.node ? [] : node));
  const nor = others.length > 0 ? `, as without ${listed(others, "or")},` : "";
  const rest = bins.filter(({ name }) => name !== worst.node);
  for (const proof of worst.proofs)
    yield accepting(
      "node-lost",
      `without ${worst.node}${nor} ${proofText(proof, rest, "the others")}`,
      "add a node, lower requests",
    );
}

function lackOf(wanted: Amount, has: Amount): number {
  return Math.max(...(["cpu", "memory"] as const).map((one) => wanted[one] / has[one]));
}

const measured = "with what was measured of what asks for nothing";

/** What containers use that ask for nothing, and the control plane beyond what is kept for it, where it is too much. */
function* unasked(
  { machines, bins, demand: { residents, loads }, conflicts }: States,
  cluster: Cluster,
): Iterable<Found> {
  const todo = "add memory or lower requests";
  const beyond = (taker: Load | Resident): number => sum(taker.measured.map(measuredAmount)).memory;
  const used = bins.map((bin, i) => {
    const { name, room } = bin;
    const daemons = residents.filter(({ on }) => on.has(name)).map(beyond);
    const held = daemons.reduce((all, one) => all + one, unkept(machines[i]!, cluster));
    return { name, room: { ...room, memory: room.memory - held } };
  });
  const full = used.filter(({ room }) => room.memory < 0);
  for (const { name, room } of full)
    yield accepting(
      "unasked",
      `${measured} ${name} lacks ${formatBytes(-room.memory)} memory`,
      todo,
    );
  if (full.length > 0) return;
  const pods = podsOf(loads, ({ floor }) => floor, conflicts).map((one, i) => ({
    ...one,
    size: add(one.size, { ...nothing, memory: beyond(loads[i]!) }),
  }));
  for (const proof of proofsOf(fit(used, pods)))
    yield accepting("unasked", `${measured} ${proofText(proof, used)}`, todo);
}

/** What the distribution itself uses of a node beyond what its data keeps for it. */
export function unkept({ node }: Machine, { kubernetes }: Cluster): number {
  const { server, worker } = kubernetes.distribution.measured;
  const used = node.role === "control-plane" ? server : worker;
  const { reserved = defaultReserved } = node;
  return Math.max(0, (readQuantity(used?.memory) ?? 0) - (readQuantity(reserved.memory) ?? 0));
}
