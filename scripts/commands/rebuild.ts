import { text } from "node:stream/consumers";
import type { Cluster } from "../../lib/model/cluster.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { planForBootstrap, prepareBootstrap } from "../bootstrap/prepare.ts";
import { parseSecrets } from "../bootstrap/secret-steps.ts";
import { bootstrapSteps, containerSteps } from "../bootstrap/steps.ts";
import { fleet } from "../fleet/shipped.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { isInContainers } from "../kube/access.ts";
import { targetsOfCluster } from "../node/target.ts";
import { requireOne } from "../run/options.ts";
import { holdSteps, releaseSteps, storageOf } from "../rebuild/hold.ts";
import { Phases, runCommandOf } from "../rebuild/phases.ts";
import { preflight } from "../rebuild/preflight.ts";
import { givenSecrets } from "../rebuild/secrets.ts";
import { restoreSteps, storageSteps } from "../rebuild/volumes.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { locked } from "../run/locked.ts";
import type { StepRun } from "../run/steps.ts";
import { runSteps } from "../run/steps.ts";
import { clusterNamed } from "../run/target.ts";
import { virtualMachines } from "../vm/machine.ts";

const usage = defineCommand({
  command: "rebuild",
  forms: { CLUSTER: "a lost cluster from the repository and its backups; safe to run again" },
  options: {
    preflight: { type: "boolean", means: "only look whether everything is there that it takes" },
    secrets: {
      type: "boolean",
      means: "values as JSON on standard input, as for npm run bootstrap",
    },
  },
  examples: ["home --preflight", "home"],
});

type RebuildContext = ContextOf<typeof usage>;
await runCommand(usage, async (context) => {
  const name = requireOne(context.words, "cluster", usage);
  const { report, values, isDryRun } = context;
  const cluster = clusterNamed("rebuild", name);
  const phases = new Phases(report);
  await phases.run("preflight", () => preflight(fleet, cluster, context));
  if (values.preflight) return;
  await rebuild(context, cluster, phases);
  if (isDryRun) return;
  for (const line of phases.lines()) report.event({ event: "note", host: name, text: line });
});

/** One way for every cluster: machines, the cluster as the bootstrap makes it, volumes before claims, and the rest. */
async function rebuild(context: RebuildContext, cluster: Cluster, phases: Phases): Promise<void> {
  const { ssh, report, signal, isDryRun, values } = context;
  const typed = values.secrets ? parseSecrets(await text(process.stdin)) : {};
  const given = isDryRun ? typed : await givenSecrets({ fleet, cluster, typed, report, signal });
  const targets = isInContainers(cluster) ? [] : targetsOfCluster(fleet, cluster);
  const names = new Set(targets.map(({ node }) => node.name));
  const isDry = isDryRun ? ["--dry-run"] : [];
  if (isInContainers(cluster))
    await phases.run("containers", () =>
      runCommandOf("local", ["up", cluster.name, ...isDry], context),
    );
  else if (virtualMachines(fleet).some(({ name }) => names.has(name)))
    await phases.run("machines", () =>
      runCommandOf("vm", ["apply", cluster.name, ...isDry], context),
    );
  const plan = await planForBootstrap(cluster);
  const kubectl = new Kubectl(cluster, signal);
  const argo = new Kubectl(argoClusterOf(fleet, cluster), signal);
  const machines = targets.map(({ machine }) => machine);
  await locked(context, machines, `rebuild ${cluster.name}`, async (run) => {
    const inside = { ssh, report, signal, given, plan };
    const steps = isInContainers(cluster)
      ? containerSteps({ ...inside, fleet })
      : bootstrapSteps(await prepareBootstrap(inside, isDryRun));
    // The last two give Argo CD the root Application, and wait for everything.
    const [before, root, settled] = [steps.slice(0, -2), steps.slice(-2, -1), steps.slice(-1)];
    await phases.run("cluster", () => runSteps(before, run));
    const hasVolumes = storageOf(plan).length > 0;
    if (hasVolumes) await phases.run("volumes", () => restoreVolumes(run));
    else await phases.run("root", () => runSteps(root, run));
    await phases.run("applications", () =>
      runSteps([...(hasVolumes ? releaseSteps(argo, plan) : []), ...settled], run),
    );

    async function restoreVolumes(held: StepRun): Promise<void> {
      await runSteps(
        [...holdSteps(argo, plan), ...root, ...storageSteps(kubectl, argo, plan)],
        held,
      );
      const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
      if (!isDryRun) await runSteps(await restoreSteps(kubectl, stamp), held);
    }
  });
}
