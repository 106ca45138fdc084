import { text } from "node:stream/consumers";
import { planForBootstrap, prepareBootstrap } from "../bootstrap/prepare.ts";
import type { GivenSecrets } from "../bootstrap/secret-steps.ts";
import { parseSecrets } from "../bootstrap/secret-steps.ts";
import { bootstrapSteps, containerSteps } from "../bootstrap/steps.ts";
import { fleet } from "../fleet/shipped.ts";
import { isInContainers } from "../kube/access.ts";
import { targetsOfCluster } from "../node/target.ts";
import { requireOne } from "../run/options.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { locked } from "../run/locked.ts";
import { runSteps } from "../run/steps.ts";
import { clusterNamed } from "../run/target.ts";

const usage = defineCommand({
  command: "bootstrap",
  forms: {
    CLUSTER:
      "from machines with an SSH server to a cluster that git rules; safe to run again. One in containers is there already: see npm run local",
  },
  options: {
    secrets: {
      type: "boolean",
      means:
        'values as JSON on standard input, {"argocd/repository": {"username": "...", "password": "..."}}; a bootstrap Secret without one gets a random value',
    },
  },
  examples: ["home --dry-run", "home --secrets <values.json"],
});

await runCommand(usage, async (context) => {
  const name = requireOne(context.words, "cluster", usage);
  const cluster = clusterNamed("bootstrap", name);
  const { ssh, report, signal, isDryRun } = context;
  const given: GivenSecrets = context.values.secrets ? parseSecrets(await text(process.stdin)) : {};
  const plan = await planForBootstrap(cluster);
  if (isInContainers(cluster)) {
    const steps = containerSteps({ signal, report, fleet, plan, given });
    return runSteps(steps, { ssh, report, isDryRun, signal });
  }
  const targets = targetsOfCluster(fleet, cluster);
  const machines = targets.map(({ machine }) => machine);
  await locked(context, machines, `bootstrap ${name}`, async (run) => {
    const bootstrap = await prepareBootstrap({ ssh, report, signal, given, plan }, isDryRun);
    await runSteps(bootstrapSteps(bootstrap), run);
  });
});
