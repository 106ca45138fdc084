import { clustersNamed } from "../backup/sources.ts";
import { fleet } from "../fleet/shipped.ts";
import { requireRoom } from "../node/copies.ts";
import { joinSteps } from "../node/join-steps.ts";
import { isFirstServer } from "../node/members.ts";
import { readNodes } from "../node/node-object.ts";
import { prepareSteps } from "../node/prepare-steps.ts";
import { removeSteps } from "../node/remove-steps.ts";
import { requireSafe } from "../node/safety.ts";
import { requireRanges, requireSettings } from "../node/settings.ts";
import type { Target } from "../node/target.ts";
import { isServer, serversOf, targetOf, targetsOfCluster } from "../node/target.ts";
import { upgradeSteps } from "../node/upgrade-steps.ts";
import { requireSteps, requireVersion, runningOf } from "../node/version.ts";
import { endWithUsage, requireWord } from "../run/options.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { confirmNames } from "../run/confirm.ts";
import { failure } from "../tell/failure.ts";
import { locked } from "../run/locked.ts";
import type { Machine } from "../ssh/machine.ts";
import { runSteps } from "../run/steps.ts";
import { destroySteps } from "../vm/destroy.ts";
import { hostSteps } from "../vm/host-steps.ts";
import { machineSteps } from "../vm/machine-steps.ts";
import { virtualMachines } from "../vm/machine.ts";

const usage = defineCommand({
  command: "node",
  forms: {
    "prepare NODE": "packages, kernel, swap and disks, without k3s",
    "join NODE": "prepare it, install k3s, and make it what the data says",
    "upgrade CLUSTER":
      "the version of k3s that the data says, one node after the other, servers first",
    "remove NODE": "move its volumes and pods, then take it out of its cluster",
    "replace NODE": "remove it, make its virtual machine anew, and join it",
  },
  options: {
    gone: {
      type: "boolean",
      means: "the machine is broken for good: what is on it is left, and lost",
    },
    confirm: {
      type: "string",
      value: "NODE",
      means: "its disks may be deleted, instead of typing its name",
    },
  },
  examples: ["join home-2", "upgrade home --dry-run", "replace home-2 --gone --confirm home-2"],
});

type NodeContext = ContextOf<typeof usage>;
const verbs: Readonly<Record<string, (context: NodeContext, name: string) => Promise<void>>> = {
  prepare: onNode(prepare),
  join: onNode(join),
  upgrade,
  remove: onNode(remove),
  replace: onNode(replace),
};

await runCommand(usage, async (context) => {
  const [verb = "", name = "", ...others] = context.words;
  const run = verbs[requireWord(verb, Object.keys(verbs), usage)]!;
  if (name === "" || others.length > 0) endWithUsage(`${verb} takes one name`, usage);
  await run(context, name);
});

function onNode(run: (context: NodeContext, target: Target) => Promise<void>) {
  return (context: NodeContext, name: string) => run(context, targetOf(fleet, name, "node"));
}

async function prepare(context: NodeContext, target: Target): Promise<void> {
  await locked(context, [target.machine], "node prepare", (run) =>
    runSteps(prepareSteps(context.ssh, target), run),
  );
}

async function join(context: NodeContext, target: Target): Promise<void> {
  await locked(context, [target.machine], "node join", async (run) => {
    const isFirst = await isFirstServer(context.ssh, target);
    await requireVersion(context.ssh, target);
    await requireSettings(context.ssh, target);
    await runSteps(joinSteps(context.ssh, target, isFirst), run);
  });
}

async function upgrade(context: NodeContext, name: string): Promise<void> {
  const { ssh } = context;
  const [cluster] = clustersNamed(fleet, name, "node");
  const targets = targetsOfCluster(fleet, cluster!);
  const machines = targets.map(({ machine }) => machine);
  await locked(context, machines, "node upgrade", async (run) => {
    const first = targets.find(isServer)!;
    await requireRanges(ssh, first);
    const running = runningOf(await readNodes(ssh, first));
    requireSteps(running, cluster!.kubernetes.version);
    const members = targets.filter(({ node }) => running.some((one) => one.name === node.name));
    await runSteps(await upgradeSteps(ssh, members), run);
  });
}

async function remove(context: NodeContext, target: Target): Promise<void> {
  const isGone = context.values.gone === true;
  await locked(context, await toLock(context, target, isGone), "node remove", async (run) => {
    await requireSafe(context.ssh, target);
    if (!isGone) await requireRoom(context.ssh, target);
    await runSteps(removeSteps(context.ssh, target, { isGone }), run);
  });
}

/** Servers that answer, and the node itself while it is there. */
async function toLock({ ssh }: NodeContext, target: Target, isGone: boolean): Promise<Machine[]> {
  const others = serversOf(target)
    .map(({ machine }) => machine)
    .filter(({ name }) => name !== target.machine.name);
  const answers = await Promise.allSettled(
    others.map((machine) => ssh.run(machine, { argv: ["true"] })),
  );
  const awake = others.filter((_, i) => answers[i]!.status === "fulfilled");
  return isGone ? awake : [...awake, target.machine];
}

async function replace(context: NodeContext, target: Target): Promise<void> {
  const { ssh, values, signal, isDryRun } = context;
  const isGone = values.gone === true;
  const { name } = target.node;
  const machine = virtualMachines(fleet).find((one) => one.name === name);
  if (!machine) {
    const message =
      "is no virtual machine; remove it, install it anew by hand, then: npm run node -- join";
    throw failure(name, message);
  }
  const given = values.confirm;
  if (!isDryRun)
    await confirmNames([name], "its virtual machine is deleted with its disks", given, signal);
  const machines = await toLock(context, target, true);
  await locked(context, [...machines, machine.host], "node replace", async (run) => {
    await requireSafe(ssh, target);
    if (!isGone) await requireRoom(ssh, target);
    await requireVersion(ssh, target);
    await runSteps(removeSteps(ssh, target, { isGone }), run);
    await runSteps(destroySteps(ssh, machine), run);
    await runSteps([...hostSteps(ssh, machine), ...machineSteps(ssh, machine, undefined)], run);
    const isFirst = isDryRun ? false : await isFirstServer(ssh, target);
    await runSteps(joinSteps(ssh, target, isFirst), run);
  });
}
