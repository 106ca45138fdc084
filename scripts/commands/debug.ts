import { diagnose } from "../debug/diagnose.ts";
import { gatherFacts } from "../debug/facts.ts";
import { debugText, walk } from "../debug/walk.ts";
import { fleet } from "../fleet/shipped.ts";
import { requireOne } from "../run/options.ts";
import { planOne } from "../run/plan.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { readTarget } from "../run/target.ts";
import { unknown } from "../tell/failure.ts";

const usage = defineCommand({
  command: "debug",
  forms: {
    "CLUSTER/APPLICATION": "why is it not as it should be, and what to do next",
    CLUSTER: "the same for the cluster's root Application",
  },
  options: {},
  examples: ["home/traefik", "home --json"],
  notes: `Walks the Application, its wave, operation and conditions, objects, pods, claims, certificates, addresses and names.
Changes nothing. Exit code 1 when something is wrong.`,
});

await runCommand(usage, async ({ words, isDryRun, report, signal }) => {
  const target = requireOne(words, "Application", usage);
  const { cluster, name } = readTarget("debug", target);
  const plan = await planOne(cluster);
  const planned = plan.applications.find((one) => one.name === name);
  const names = plan.applications.map((one) => one.name);
  if (name !== "" && !planned) unknown("debug", `Application of ${cluster.name}`, name, names);
  if (isDryRun) return report.print(`would look at ${target}; nothing is changed`);
  const facts = await gatherFacts(fleet, plan, planned, signal);
  const causes = diagnose(facts);
  if (report.isJson) console.log(JSON.stringify({ target, walk: walk(facts), causes }));
  report.print(debugText(facts, causes));
  process.exitCode = causes.length > 0 ? 1 : 0;
});
