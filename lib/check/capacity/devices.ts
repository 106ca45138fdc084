import type { PodSpec } from "../../order/references/pod.ts";
import { didYouMean } from "../../words.ts";
import { listed } from "../support/rule.ts";
import type { Demand, Load } from "./demand.ts";
import type { Machine } from "./machine.ts";
import type { Found } from "./shortages.ts";
import { accepting } from "./shortages.ts";

/** Devices by the name of the extended resource that a plugin offers them as, such as `gpu.intel.com/i915`. */
export type Devices = Readonly<Record<string, number>>;

/** What of one extended resource the nodes have, and what pods ask for. */
export interface DeviceFigures {
  readonly name: string;
  readonly wanted: number;
  readonly has: number;
}

/** A name with a domain that is not Kubernetes' own (Kubernetes docs: manage-resources-containers). */
export function isDevice(name: string): boolean {
  const [domain = ""] = name.includes("/") ? name.split("/") : [];
  return domain !== "" && !/(?:^|\.)kubernetes\.io$/.test(domain);
}

/** What a pod holds: its containers together, or an init container that asks for more. */
export function devicesOf({ containers, initContainers = [] }: PodSpec): Devices {
  const found: Record<string, number> = {};
  for (const container of containers)
    for (const [name, count] of askedBy(container)) found[name] = (found[name] ?? 0) + count;
  for (const container of initContainers)
    for (const [name, count] of askedBy(container)) found[name] = Math.max(found[name] ?? 0, count);
  return found;
}

function askedBy({ resources = {} }: PodSpec["containers"][number]): [string, number][] {
  // A limit is the request of the same, too: the API server takes no other.
  return Object.entries({ ...resources.requests, ...resources.limits })
    .filter(([name]) => isDevice(name))
    .map(([name, count]): [string, number] => [name, Number(count)])
    .filter(([, count]) => count > 0);
}

export function holds({ node }: Machine, devices: Devices): boolean {
  return Object.entries(devices).every(([name, count]) => (node.devices?.[name] ?? 0) >= count);
}

/** Of all extended resources that somebody has or asks for. */
export function deviceFigures(machines: readonly Machine[], { loads }: Demand): DeviceFigures[] {
  const names = [
    ...machines.map(({ node }) => node.devices ?? {}),
    ...loads.map((one) => one.devices),
  ];
  return [...new Set(names.flatMap((one) => Object.keys(one)))].sort().map((name) => ({
    name,
    wanted: wantedOf(name, loads),
    has: machines.reduce((sum, { node }) => sum + (node.devices?.[name] ?? 0), 0),
  }));
}

function wantedOf(name: string, loads: readonly Load[]): number {
  return loads
    .filter(({ isPassing }) => !isPassing)
    .reduce((sum, { devices, floor }) => sum + (devices[name] ?? 0) * floor, 0);
}

/** Devices that pods ask for in vain: now, and while an update runs one pod more. */
export function shortagesOfDevices(
  machines: readonly Machine[],
  demand: Demand,
  figures: readonly DeviceFigures[],
): Found[] {
  return figures.flatMap(({ name, wanted, has }) => {
    const askers = demand.loads.filter(({ devices }) => (devices[name] ?? 0) > 0);
    const alone = askers.flatMap((load) => alonesIssue(load, name, machines, figures));
    if (alone.length > 0) return alone;
    if (wanted > has) {
      const who = listed(askers.map(titleOf));
      const text = `pods request ${wanted} ${name} (${who}), but the nodes have ${has}`;
      return [accepting("now", text, "run fewer, or correct devices of the nodes")];
    }
    return askers
      .filter((load) => isStuck(load, name, has - wanted))
      .map((load) =>
        accepting(
          "update",
          `an update of ${titleOf(load)} starts a pod before it ends one, but ${has - wanted} of ${has} ${name} is left for it`,
          "set its strategy to Recreate",
        ),
      );
  });
}

/** Why one pod by itself gets no device. */
function alonesIssue(
  load: Load,
  name: string,
  machines: readonly Machine[],
  figures: readonly DeviceFigures[],
): Found[] {
  const count = load.devices[name]!;
  const most = Math.max(0, ...machines.map(({ node }) => node.devices?.[name] ?? 0));
  const asks = `${titleOf(load)} requests ${count} ${name}`;
  if (most === 0) {
    const names = figures.filter(({ has }) => has > 0).map((one) => one.name);
    const todo = didYouMean(name, names) ?? "say in devices of the node how many it has";
    return [{ kind: "now", message: `${asks}, which no node has; ${todo}` }];
  }
  if (most < count)
    return [
      accepting("now", `${asks} at once, but no node has more than ${most}`, "request fewer"),
    ];
  if (load.on.size > 0) return [];
  const able = machines.filter((one) => holds(one, load.devices)).map(({ node }) => node.name);
  const where =
    able.length > 0
      ? `which only ${listed(able)} has enough of, where it may not run`
      : "and no node has all that it requests";
  return [
    accepting("now", `${asks}, ${where}`, "change its nodeSelector, affinity or tolerations"),
  ];
}

function isStuck({ update, floor, devices }: Load, name: string, left: number): boolean {
  return update.surge > 0 && update.unavailable === 0 && floor > 0 && left < devices[name]!;
}

function titleOf({ what, component }: Load): string {
  return `${what} of ${component}`;
}

/** What is wrong with the devices that the data gives a node. */
export function* deviceIssues(devices: Devices): Iterable<string> {
  for (const [name, count] of Object.entries(devices)) {
    if (!isDevice(name))
      yield `has devices "${name}", no name of an extended resource; write it as its plugin offers it, such as gpu.intel.com/i915`;
    else if (!Number.isInteger(count) || count < 1)
      yield `has ${count} of devices ${name}; use a whole number above 0`;
  }
}
