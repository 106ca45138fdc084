import { requireFree } from "../ssh/free-address.ts";
import { keepKeys, knownKeys, readKnownHosts } from "../ssh/known-hosts.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Program, Step } from "../run/step.ts";
import type { DiskChange } from "./disks.ts";
import { diskChanges } from "./disks.ts";
import { templateStepName } from "./host-steps.ts";
import type { VirtualMachine } from "./machine.ts";
import { planMachine, requirePossible } from "./plan.ts";
import { agentAnswers, findMachine, readConfig, readHostKeys } from "./proxmox.ts";
import type { Config } from "./settings.ts";
import { settingArguments, settingChanges } from "./settings.ts";

const none: Config = new Map();

/** From the template to a machine that lets its user in. `previous` is the machine that is cloned before. */
export function machineSteps(
  ssh: Ssh,
  machine: VirtualMachine,
  previous: VirtualMachine | undefined,
): Step[] {
  const { name, host, id } = machine;
  const look = lookWith(host, `qm config ${id}`);
  const as = { host: name, look };
  return [
    { ...cloneStep(ssh, machine, previous), ...as },
    { ...settingsStep(ssh, machine), ...as },
    { ...disksStep(ssh, machine), ...as },
    {
      ...as,
      name: "runs",
      isDone: async () => (await findMachine(ssh, machine))?.isRunning ?? false,
      actions: () => [qm(machine, 120, "start", String(id))],
      waitSeconds: 30,
    },
    {
      ...as,
      name: "its guest agent answers",
      isDone: () => agentAnswers(ssh, machine),
      actions: () => [],
      waitSeconds: 600,
      look: `qm terminal ${id} on ${host.name} (the agent is installed at the first start, from Debian's servers)`,
    },
    hostKeyStep(ssh, machine),
    ...loginSteps(ssh, { name, address: machine.address, user: machine.user }),
  ];
}

const clonedName = "is there";

type Part = Omit<Step, "host" | "look">;

function cloneStep(ssh: Ssh, machine: VirtualMachine, previous?: VirtualMachine): Part {
  const { name, host, id, proxmox, disks, address } = machine;
  return {
    name: clonedName,
    // One clone at a time: they share the disks.
    after: [
      `${host.name}: ${templateStepName}`,
      ...(previous ? [`${previous.name}: ${clonedName}`] : []),
    ],
    async isDone() {
      const config = await readConfig(ssh, host, id);
      if (!config) await requireFree(ssh, host, name, address);
      else planMachine(machine, { config, isRunning: false });
      // Locked while an earlier run's clone still goes on over there.
      return config !== undefined && !config.has("lock");
    },
    async actions() {
      const config = await readConfig(ssh, host, id).catch(() => undefined);
      if (config) return [];
      const clone = ["clone", String(proxmox.template.id), String(id), "--name", name];
      return [qm(machine, 1800, ...clone, "--full", "1", "--storage", disks[0]!.pool)];
    },
    waitSeconds: 600,
  };
}

function settingsStep(ssh: Ssh, machine: VirtualMachine): Part {
  const changes = async () => {
    const config = await readConfig(ssh, machine.host, machine.id).catch(() => undefined);
    return settingChanges(machine, config ?? none);
  };
  return {
    name: "has its settings",
    isDone: async () => (await changes()).length === 0,
    async actions() {
      const missing = await changes();
      const set = qm(machine, 120, "set", String(machine.id), ...settingArguments(missing));
      const keys = missing.find(({ key }) => key === "sshkeys");
      return [keys ? { ...set, input: `${keys.to}\n` } : set];
    },
  };
}

function disksStep(ssh: Ssh, machine: VirtualMachine): Part {
  const changes = async () => {
    const config = await readConfig(ssh, machine.host, machine.id).catch(() => undefined);
    return diskChanges(machine, config ?? none);
  };
  return {
    name: "has its disks",
    async isDone() {
      const found = await changes();
      requirePossible({ machine, isThere: true, isRunning: false, settings: [], disks: found });
      return found.length === 0;
    },
    actions: async () => (await changes()).flatMap((change) => diskActions(machine, change)),
  };
}

function diskActions(machine: VirtualMachine, { kind, disk }: DiskChange): Program[] {
  const id = String(machine.id);
  const add = qm(
    machine,
    600,
    "set",
    id,
    `--${disk.slot}`,
    `${disk.pool}:${disk.gibibytes},discard=on,iothread=1`,
  );
  if (kind === "add") return [add];
  if (kind === "grow") return [qm(machine, 600, "resize", id, disk.slot, `${disk.gibibytes}G`)];
  return [qm(machine, 600, "unlink", id, "--idlist", disk.slot, "--force", "1"), add];
}

function hostKeyStep(ssh: Ssh, machine: VirtualMachine): Step {
  const { name, host, id } = machine;
  const path = ssh.files.knownHosts;
  return {
    name: "its SSH host key is known",
    host: name,
    async isDone() {
      const known = knownKeys(readKnownHosts(path), { ...machine });
      const keys = await readHostKeys(ssh, machine);
      return keys.length === known.length && keys.every((key) => known.includes(key));
    },
    actions: () => [
      {
        does: `keep the SSH host key that ${host.name} reads in ${name}, in clusters/known_hosts`,
        run: async () => keepKeys(path, { ...machine }, await readHostKeys(ssh, machine)),
      },
    ],
    look: lookWith(host, `qm guest exec ${id} -- cat /etc/ssh/ssh_host_ed25519_key.pub`),
  };
}

function loginSteps(ssh: Ssh, machine: Machine): Step[] {
  const answers = async (argv: readonly string[]): Promise<string> => {
    try {
      return (await ssh.try(machine, { argv, timeoutSeconds: 30 })).stdout;
    } catch {
      return "";
    }
  };
  return [
    {
      name: "lets us in",
      host: machine.name,
      isDone: async () => (await answers(["echo", "in"])) === "in\n",
      actions: () => [],
      waitSeconds: 120,
      look: lookWith(machine, "true"),
    },
    {
      name: "cloud-init has ended",
      host: machine.name,
      // `status: error` ends it too: what is missing then is named by what needs it.
      isDone: async () => /status: (done|error)/.test(await answers(["cloud-init", "status"])),
      actions: () => [],
      waitSeconds: 600,
      look: lookWith(machine, "cloud-init status --long"),
    },
  ];
}

/** A command of qm on the machine's host. */
export function qm(machine: VirtualMachine, timeoutSeconds: number, ...args: string[]): Program {
  return { on: machine.host, argv: ["qm", ...args], timeoutSeconds };
}
