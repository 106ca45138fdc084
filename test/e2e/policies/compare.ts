import type { Party, Port, Reach } from "../../../lib/network/reach.ts";
import type { PlacedPod } from "./objects.ts";
import type { Place, Places } from "./places.ts";

/** Somebody, where it is, and as what policies see it. */
export interface Somebody {
  readonly place: Place;
  readonly party: Party;
  /** As messages call it. */
  readonly name: string;
  /** What others try. */
  readonly ports: readonly Port[];
}

/** Most of the time of who tries is waiting. */
const atOnce = 8;

/** A port that nobody has. */
const unused: Port = { port: 9, protocol: "TCP" };

export function somebodyOf(placed: PlacedPod): Somebody {
  const { pod, name } = placed;
  const ports = pod.ports.map(({ containerPort, protocol = "TCP" }) => ({
    port: containerPort,
    protocol,
  }));
  const distinct = new Map([...ports, unused].map((one) => [`${one.port}/${one.protocol}`, one]));
  const named = `${pod.namespace}/${name}`;
  return { place: placed, party: pod, name: named, ports: [...distinct.values()] };
}

/** What is outside of the cluster, with the ports that somebody may go to. */
export function outsider(place: Place): Somebody {
  const ports = [443, 6443].map((port) => ({ port, protocol: "TCP" }));
  return {
    place,
    party: { address: place.address },
    name: place.address,
    ports: [...ports, unused],
  };
}

export interface Connection {
  readonly from: Somebody;
  readonly to: Somebody;
  readonly port: Port;
  /** Whether it came about. */
  readonly isOpen: boolean;
  /** Whether Strata says that it does. */
  readonly isMeant: boolean;
}

/** Tries everybody's way to everybody else; those outside are nobody's to let in or out. */
export async function tryAll(
  places: Places,
  all: readonly Somebody[],
  reach: Reach,
): Promise<readonly Connection[]> {
  const left = [...all];
  const found = new Map<Somebody, readonly Connection[]>();
  const work = async (): Promise<void> => {
    for (let from = left.shift(); from; from = left.shift())
      found.set(from, await tryFrom(places, from, all, reach));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return all.flatMap((from) => found.get(from)!);
}

async function tryFrom(
  places: Places,
  from: Somebody,
  all: readonly Somebody[],
  reach: Reach,
): Promise<readonly Connection[]> {
  const ways = all
    .filter((to) => to !== from && (isPod(from) || isPod(to)))
    .flatMap((to) => to.ports.map((port) => ({ to, port })));
  const trials = ways.map(({ to, port }) => ({
    address: to.place.address,
    port: port.port as number,
    protocol: port.protocol as "TCP" | "UDP",
  }));
  const answers = await places.reached(from.place, trials);
  return ways.map(({ to, port }, i) => ({
    from,
    to,
    port,
    isOpen: answers[i]!,
    isMeant: reach.refusal(from.party, to.party, port) === undefined,
  }));
}

function isPod({ party }: Somebody): boolean {
  return "namespace" in party;
}

export function textOf({ from, to, port, isOpen, isMeant }: Connection): string {
  const word = (is: boolean): string => (is ? "open" : "shut");
  return `${from.name} to ${to.name} at ${port.port}/${port.protocol} is ${word(isOpen)}, and should be ${word(isMeant)}`;
}
