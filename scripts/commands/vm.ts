import { plural } from "../../lib/problem.ts";
import { fleet } from "../fleet/shipped.ts";
import { endWithUsage, requireWord } from "../run/options.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { confirmNames } from "../run/confirm.ts";
import { failure } from "../tell/failure.ts";
import { locked } from "../run/locked.ts";
import type { Step } from "../run/step.ts";
import { runSteps } from "../run/steps.ts";
import { destroySteps, snapshotStep } from "../vm/destroy.ts";
import { hostSteps } from "../vm/host-steps.ts";
import { machineSteps } from "../vm/machine-steps.ts";
import type { VirtualMachine } from "../vm/machine.ts";
import type { MachinePlan } from "../vm/plan.ts";
import { losesData, planLines, planMachine, requirePossible } from "../vm/plan.ts";
import { findMachine } from "../vm/proxmox.ts";
import { targetsOf } from "../vm/targets.ts";

const usage = defineCommand({
  command: "vm",
  forms: {
    "plan TARGET": "say how the virtual machines differ from the data",
    "apply TARGET": "make what is missing, change what differs",
    "destroy TARGET": "delete machines with their disks",
    "snapshot TARGET": "a snapshot of each machine's disks",
  },
  options: {
    confirm: {
      type: "string",
      value: "NAMES",
      means: "with commas between: machines that may lose data, instead of typing their names",
    },
    name: { type: "string", value: "NAME", means: "of the snapshot; the time of day by default" },
  },
  examples: ["plan home", "destroy home-2 --confirm home-2"],
  notes: "TARGET is a cluster, a virtual machine, or infra: the machines beside the clusters.",
});

const verbs: Readonly<
  Record<string, (context: VmContext, machines: readonly VirtualMachine[]) => Promise<void>>
> = { plan: showPlan, apply, destroy, snapshot };

type VmContext = ContextOf<typeof usage>;

await runCommand(usage, async (context) => {
  const [verb = "", target = "", ...others] = context.words;
  const run = verbs[requireWord(verb, Object.keys(verbs), usage)]!;
  if (target === "" || others.length > 0) endWithUsage(`${verb} takes one target`, usage);
  await run(context, targetsOf(fleet, target));
});

async function plansOf(
  { ssh, report }: VmContext,
  machines: readonly VirtualMachine[],
): Promise<MachinePlan[]> {
  const plans = await Promise.all(
    machines.map(async (machine) => planMachine(machine, await findMachine(ssh, machine))),
  );
  const lines = plans.flatMap(planLines);
  const text =
    lines.length > 0 ? lines.join("\n") : `${plural(plans.length, "machine")} as the data says`;
  report.print(text);
  if (report.isJson)
    for (const line of lines) report.event({ event: "note", host: "plan", text: line.trim() });
  return plans;
}

async function showPlan(context: VmContext, machines: readonly VirtualMachine[]): Promise<void> {
  for (const plan of await plansOf(context, machines)) requirePossible(plan);
}

async function apply(context: VmContext, machines: readonly VirtualMachine[]): Promise<void> {
  if (machines.some(({ publicKeys }) => publicKeys.length === 0))
    throw failure(
      "site",
      "has no ssh.publicKeys: nobody would be let in; add yours in clusters/site.ts",
    );
  await locked(context, hostsOf(machines), "vm apply", async (run) => {
    const plans = await plansOf(context, machines);
    plans.forEach(requirePossible);
    if (!context.isDryRun) await confirm(context, plans);
    const hosts = Map.groupBy(machines, ({ host }) => host.name);
    const steps = [...hosts.values()].flatMap((members) => [
      ...hostSteps(context.ssh, members[0]!),
      ...members.flatMap((machine, i) => machineSteps(context.ssh, machine, members[i - 1])),
    ]);
    await runSteps(steps, run);
  });
}

async function confirm(
  { values, signal }: VmContext,
  plans: readonly MachinePlan[],
): Promise<void> {
  const names = plans.filter(losesData).map(({ machine }) => machine.name);
  const loss = "a disk of it is deleted and made anew, smaller and empty";
  await confirmNames(names, loss, values.confirm, signal);
}

async function destroy(context: VmContext, machines: readonly VirtualMachine[]): Promise<void> {
  const { values, signal, isDryRun, ssh } = context;
  const names = machines.map(({ name }) => name);
  const loss = "the machine is deleted with its disks";
  if (!isDryRun) await confirmNames(names, loss, values.confirm, signal);
  await locked(context, hostsOf(machines), "vm destroy", (run) =>
    runSteps(
      machines.flatMap((machine) => destroySteps(ssh, machine)),
      run,
    ),
  );
}

async function snapshot(context: VmContext, machines: readonly VirtualMachine[]): Promise<void> {
  const time = new Date()
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, "")
    .replace("T", "-");
  const name = context.values.name ?? `strata-${time}`;
  if (!/^[A-Za-z][\w-]{1,39}$/.test(name))
    throw failure("--name", `"${name}" is no name of a snapshot; use letters, digits, - and _`);
  const steps: Step[] = machines.map((machine) => snapshotStep(context.ssh, machine, name));
  await locked(context, hostsOf(machines), "vm snapshot", (run) => runSteps(steps, run));
}

function hostsOf(machines: readonly VirtualMachine[]) {
  return [...new Map(machines.map(({ host }) => [host.name, host])).values()];
}
