import { fleet } from "../fleet/shipped.ts";
import { accessOptions } from "../kube/access.ts";
import { accessText } from "../local/access.ts";
import { localCluster } from "../local/config.ts";
import { stateOf } from "../local/k3d.ts";
import { upSteps } from "../local/steps.ts";
import { requireWord } from "../run/options.ts";
import { planOne } from "../run/plan.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import type { Step } from "../run/step.ts";
import { runSteps } from "../run/steps.ts";

const usage = defineCommand({
  command: "local",
  forms: {
    "": "a cluster in containers on this computer, with registry, ports and namespaces",
    down: "delete it",
    "down --keep": "stop it; up starts it again as it was",
    status: "whether it runs, and where it answers",
  },
  options: { keep: { type: "boolean", means: "stop the cluster instead of deleting it" } },
  examples: ["up", "down --keep"],
  notes: "Then: npm run bootstrap -- CLUSTER puts Argo CD on it, which syncs the rest.",
});

const verbs = ["up", "down", "status"] as const;

await runCommand(usage, async (context) => {
  const { words, values, isDryRun, report, ssh, signal } = context;
  const [verb = "up", name, ...others] = words;
  requireWord([verb, ...others].join(" "), verbs, usage);
  const local = localCluster(fleet, name);
  const { cluster } = local;
  const run = { ssh, report, isDryRun, signal };
  if (verb === "down") return runSteps([downStep(cluster.name, values.keep === true)], run);
  const plan = await planOne(cluster);
  if (verb === "up") {
    await runSteps(upSteps(local, plan), run);
    report.print(`\nkubectl ${accessOptions(cluster).join(" ")}\n${accessText(local, plan)}`);
    return report.print(`now: npm run bootstrap -- ${cluster.name}`);
  }
  const state = await stateOf(cluster.name);
  if (report.isJson) console.log(JSON.stringify({ cluster: cluster.name, state }));
  report.print(`${cluster.name} is ${state}`);
  if (state === "running") report.print(accessText(local, plan));
});

function downStep(name: string, isKept: boolean): Step {
  const goal = isKept ? "stopped" : "absent";
  return {
    name: `cluster ${name} is ${goal}`,
    host: "here",
    isDone: async () => [goal, "absent"].includes(await stateOf(name)),
    actions: () => [
      { argv: ["k3d", "cluster", isKept ? "stop" : "delete", name], timeoutSeconds: 120 },
    ],
    look: "k3d cluster list",
  };
}
