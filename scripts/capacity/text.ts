import type { Amount, Resource } from "../../lib/check/capacity/amount.ts";
import { add, nothing, resources, shownAmount } from "../../lib/check/capacity/amount.ts";
import type { ClusterCapacity, TakerFigures } from "../../lib/check/capacity/figures.ts";
import type { Measured } from "../../lib/model/run-time.ts";
import { formatBytes } from "../../lib/kubernetes/quantity.ts";
import { plural } from "../../lib/problem.ts";
import { table } from "../tell/table.ts";

const heads: Readonly<Record<Resource, string>> = {
  cpu: "CPU",
  memory: "MEMORY",
  storage: "STORAGE",
  pods: "PODS",
  addresses: "ADDRESSES",
};

/** The report of one cluster, for people. */
export function capacityText(capacity: ClusterCapacity): string {
  const { cluster, nodes, shortages, notes } = capacity;
  const sections = [
    listOf(
      "too little",
      shortages.map(({ message, accepted }) =>
        accepted === undefined ? message : `${message} (accepted: ${accepted})`,
      ),
    ),
    nodeTable(capacity),
    lossTable(capacity),
    takerTable(capacity),
    poolTable(capacity),
    deviceTable(capacity),
    addressLine(capacity),
    listOf("notes", notes),
    listOf("not counted", uncountedLines(capacity)),
  ];
  const head = `${cluster}: ${plural(nodes.length, "node")}, ${verdictOf(capacity)}`;
  return [head, ...sections.filter((one) => one !== "")].join("\n\n");
}

function verdictOf({ now, scaled, shortages }: ClusterCapacity): string {
  if (shortages.some(({ accepted }) => accepted === undefined)) return "too little of something";
  if (shortages.length > 0) return "short of what is accepted";
  return now === "fits" && scaled === "fits" ? "everything fits" : "not shown to be too little";
}

/** Used and given, as `700m of 3.5`. */
function cells(used: Amount, has: Amount): string[] {
  return resources.map(
    (resource) =>
      `${shownAmount(resource, used[resource])} of ${shownAmount(resource, has[resource])}`,
  );
}

function nodeTable({ nodes, rest }: ClusterCapacity): string {
  const all = Object.values(heads);
  const rows = nodes.map(({ name, gives, keeps, holds }) => [
    name,
    ...cells(holds ?? keeps, gives),
  ]);
  const isScaled = resources.some((one) => rest.most[one] !== rest.wanted[one]);
  return table([
    ["NODE", ...all],
    ...rows,
    ["anywhere", ...cells(rest.wanted, rest.has)],
    ...(isScaled ? [["... scaled", ...cells(rest.most, rest.has)]] : []),
  ]);
}

const states = { fits: "fits", short: "too little", unclear: "not settled" } as const;

function lossTable({ lost }: ClusterCapacity): string {
  if (lost.length === 0) return "";
  const rows = lost.map(({ node, state, wanted, has }) => [
    node,
    ...cells(wanted, has),
    state ? states[state] : "nothing is placed anew",
  ]);
  return table([["WITHOUT", ...Object.values(heads), ""], ...rows]);
}

/** What each component takes, the largest first. */
function takerTable({ takers, pools }: ClusterCapacity): string {
  const components = Map.groupBy(takers, ({ component }) => component);
  const rows = [...components].map(([name, own]) => [
    name,
    ...resources.map((resource) => shownAmount(resource, totalOf(own)[resource])),
    shownVolumes(pools, name),
    [growth(own), surge(own)].filter(Boolean).join(", "),
  ]);
  return table([["COMPONENT", ...Object.values(heads), "VOLUMES", ""], ...rows]);
}

function totalOf(takers: readonly TakerFigures[]): Amount {
  return takers.reduce((all, { takes }) => add(all, takes), nothing);
}

function shownVolumes(pools: ClusterCapacity["pools"], component: string): string {
  const bytes = pools
    .flatMap(({ volumes }) => volumes.filter((one) => one.component === component))
    .reduce((sum, { size, count, place: { copies = 1 } }) => sum + size * count * copies, 0);
  return bytes === 0 ? "" : formatBytes(bytes);
}

function growth(takers: readonly TakerFigures[]): string {
  const more = takers.reduce((sum, { floor, most }) => sum + most - floor, 0);
  return more > 0 ? `${more} more when scaled` : "";
}

function surge(takers: readonly TakerFigures[]): string {
  const most = Math.max(0, ...takers.map((one) => one.surge));
  return most > 0 ? `${most} more in an update` : "";
}

function poolTable({ pools }: ClusterCapacity): string {
  if (pools.length === 0) return "";
  const rows = pools.map(({ name, wanted, has, disks, short, isPlaced }) => [
    name,
    `${formatBytes(wanted)} of ${formatBytes(has)}`,
    plural(disks.length, "disk"),
    short === undefined ? (isPlaced ? "fits" : "not settled") : "too little",
  ]);
  return table([["VOLUMES", "CLAIMED", "ON", ""], ...rows]);
}

function deviceTable({ devices }: ClusterCapacity): string {
  if (devices.length === 0) return "";
  const rows = devices.map(({ name, wanted, has }) => [name, `${wanted} of ${has}`]);
  return table([["DEVICES", "REQUESTED"], ...rows]);
}

function addressLine({ addresses }: ClusterCapacity): string {
  if (!addresses) return "";
  const { range, has, wanted } = addresses;
  return `${wanted} of ${plural(has, "address")} of the load balancer, ${range}`;
}

/** One line for what of a component is left out for the same reason. */
function uncountedLines({ uncounted }: ClusterCapacity): string[] {
  const alike = Map.groupBy(uncounted, ({ component, why }) => JSON.stringify([component, why]));
  return [...alike.values()].map((some) => {
    const { component, why } = some[0]!;
    const figures = some.flatMap(({ what, measured = [] }) =>
      measured.map((one) => `; ${what} uses ${usedText(one)} by ${one.source}`),
    );
    return `${component}: ${some.map(({ what }) => what).join(", ")}: ${why}${figures.join("")}`;
  });
}

function usedText({ cpu, memory }: Measured): string {
  return [cpu && `${cpu} CPU`, memory && `${memory} memory`].filter(Boolean).join(" and ");
}

function listOf(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
