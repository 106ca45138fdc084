import { didYouMean } from "../../words.ts";
import { hasDevices } from "../support/devices.ts";
import { listed } from "../support/rule.ts";
import type { Demand, Load } from "./demand.ts";
import type { Machine } from "./machine.ts";
import type { Found } from "./shortages.ts";
import { accepting } from "./shortages.ts";

/** What of one extended resource the nodes have, and what pods ask for. */
export interface DeviceFigures {
  readonly name: string;
  readonly wanted: number;
  readonly has: number;
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
  const able = machines
    .filter((one) => hasDevices(one.node, load.devices))
    .map(({ node }) => node.name);
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
