import type { Fleet } from "../../lib/model/cluster.ts";
import { unknown } from "../tell/failure.ts";

/** A computer of the site that is reached over SSH. */
export interface Machine {
  /** Its name in the data. */
  readonly name: string;
  readonly address: string;
  readonly user: string;
  /** Of its SSH server; 22 by default. */
  readonly port?: number;
}

/** Hosts, machines beside the clusters, and nodes. Nodes in containers have no SSH, nor has a locked system. */
export function machinesOf({ site, clusters }: Fleet): Machine[] {
  const user = site.ssh?.user ?? "root";
  return [
    ...Object.entries(site.hosts).map(([name, host]) => ({
      name,
      address: host.address,
      user: host.user ?? "root",
    })),
    ...Object.entries(site.machines).map(([name, { address }]) => ({ name, address, user })),
    ...clusters
      .filter(({ kubernetes: { distribution } }) => {
        return !distribution.onThisComputer && !distribution.isLocked;
      })
      .flatMap(({ nodes }) => nodes.map(({ name, address }) => ({ name, address, user }))),
  ];
}

/** Throws for a name that no machine has; `place` is the command that was given it. */
export function machineNamed(fleet: Fleet, name: string, place: string): Machine {
  const machines = machinesOf(fleet);
  const found = machines.find((one) => one.name === name);
  return (
    found ??
    unknown(
      place,
      "machine of the site",
      name,
      machines.map((one) => one.name),
    )
  );
}

/** A command that a person can run to look further, with the rights that Strata has there. */
export function lookWith({ user, address }: Machine, command = ""): string {
  const sudo = command === "" || user === "root" ? "" : "sudo ";
  return `ssh ${user}@${address} ${sudo}${command}`.trimEnd();
}
