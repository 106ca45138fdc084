import { keepKeys, knownKeys, readKnownHosts } from "../ssh/known-hosts.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { qm } from "./machine-steps.ts";
import type { VirtualMachine } from "./machine.ts";
import { planMachine } from "./plan.ts";
import { findMachine } from "./proxmox.ts";

/** Turns a machine off and deletes it with its disks. */
export function destroySteps(ssh: Ssh, machine: VirtualMachine): Step[] {
  const { name, host, id } = machine;
  const find = async () => {
    const found = await findMachine(ssh, machine);
    // Never a machine that only has its number.
    if (found) planMachine(machine, found);
    return found;
  };
  const as = { host: name, look: lookWith(host, `qm config ${id}`) };
  return [
    {
      ...as,
      name: "is off",
      isDone: async () => !(await find())?.isRunning,
      actions: () => [
        qm(machine, 180, "shutdown", String(id), "--timeout", "120", "--forceStop", "1"),
      ],
      waitSeconds: 30,
    },
    {
      ...as,
      name: "is gone",
      isDone: async () => (await find()) === undefined,
      actions: () => [
        qm(
          machine,
          600,
          "destroy",
          String(id),
          "--purge",
          "1",
          "--destroy-unreferenced-disks",
          "1",
        ),
      ],
    },
    {
      ...as,
      name: "its SSH host key is forgotten",
      isDone: async () => knownKeys(readKnownHosts(ssh.files.knownHosts), machine).length === 0,
      actions: () => [
        {
          does: `take the SSH host key of ${name} out of clusters/known_hosts`,
          run: async () => keepKeys(ssh.files.knownHosts, machine, []),
        },
      ],
    },
  ];
}

/** A snapshot of the disks as they are, without memory. `snapshot` is its name in Proxmox. */
export function snapshotStep(ssh: Ssh, machine: VirtualMachine, snapshot: string): Step {
  const { name, host, id } = machine;
  return {
    name: `has the snapshot ${snapshot}`,
    host: name,
    async isDone() {
      const argv = ["qm", "listsnapshot", String(id)];
      const list = await ssh.run(host, { argv });
      return list.split(/\s+/).includes(snapshot);
    },
    actions: () => [qm(machine, 600, "snapshot", String(id), snapshot)],
    look: lookWith(host, `qm listsnapshot ${id}`),
  };
}
