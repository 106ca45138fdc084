import { firstCluster } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { fleet } from "../fleet/shipped.ts";
import type { Status } from "../forward/control.ts";
import { problemsOf, start, statusOf, stop } from "../forward/control.ts";
import { knownClusters } from "../forward/state.ts";
import { forwardArgv } from "../forward/supervisor.ts";
import { statusTable, targetTable } from "../forward/tables.ts";
import type { Targets } from "../forward/targets.ts";
import { readTargets } from "../forward/targets.ts";
import { accessOptions } from "../kube/access.ts";
import { requireWord } from "../run/options.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { usageText } from "../run/usage.ts";

const usual = firstCluster(fleet)?.name;

const usage = defineCommand({
  command: "forward",
  forms: {
    "": `forward the Services of ${usual ?? "the first cluster"} to ports of this computer`,
    "start CLUSTER[/NAME] ...": "those of other clusters, or some of them",
    "stop [CLUSTER ...]": "all of them, or those of these clusters",
    "restart [CLUSTER ...]": "stop and start what runs",
    "status [CLUSTER ...]": "what is open, since when, and what is not",
    help: "this, and every Service with its port",
  },
  options: {},
  examples: ["start home/grafana", "status"],
  notes: "They run in the background, and are started again when they break off.",
});

const verbs = ["start", "stop", "restart", "status", "help"] as const;

await runCommand(usage, async ({ words, isDryRun, report }) => {
  const [verb = "start", ...names] = words;
  const tell = (states: readonly Status[]): void => {
    if (report.isJson) console.log(JSON.stringify({ forwards: states }));
    report.print(statusTable(states));
    const problems = problemsOf(states);
    if (problems.length > 0) throw new FleetError(problems);
  };
  switch (verb) {
    case "start": {
      const targets = readTargets(names.length > 0 ? names : [usual ?? ""]);
      if (isDryRun) return report.print(commandsOf(targets));
      for (const one of targets) await start(one);
      return tell(targets.flatMap(({ cluster }) => statusOf(cluster.name)));
    }
    case "restart": {
      const known = runningOf(names);
      const targets = readTargets(known.length > 0 ? known : [usual ?? ""]);
      if (isDryRun) return report.print(commandsOf(targets));
      for (const { cluster } of targets) await stop(cluster.name);
      for (const one of targets) await start(one);
      return tell(targets.flatMap(({ cluster }) => statusOf(cluster.name)));
    }
    case "stop": {
      for (const name of clustersOf(names)) {
        if (isDryRun) report.print(`would stop the forwards of ${name}`);
        else if (await stop(name)) report.print(`${name}: stopped`);
        else report.print(`${name}: nothing ran`);
      }
      return undefined;
    }
    case "status":
      return tell(clustersOf(names).flatMap(statusOf));
    case "help":
      return report.print(
        `${usageText(usage)}\n\n${targetTable(readTargets(fleet.clusters.map((one) => one.name)))}`,
      );
    default:
      return void requireWord(verb, verbs, usage);
  }
});

/** Clusters that were named, or that something was started for. */
function clustersOf(names: readonly string[]): readonly string[] {
  return names.length > 0 ? readTargets(names).map(({ cluster }) => cluster.name) : knownClusters();
}

/** What runs, as `start` takes it. */
function runningOf(names: readonly string[]): readonly string[] {
  return clustersOf(names).flatMap((name) =>
    statusOf(name).map(({ forward }) => `${name}/${forward.name}`),
  );
}

function commandsOf(targets: readonly Targets[]): string {
  return targets
    .flatMap(({ cluster, forwards }) =>
      forwards.map((one) => forwardArgv(accessOptions(cluster), one).join(" ")),
    )
    .join("\n");
}
