import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { runLanes } from "../../test/e2e/lanes.ts";
import { limits, scenariosForExisting } from "../../test/e2e/existing/scenarios.ts";
import { isInside, namespaceRefusal, runBeside, runInside } from "../../test/e2e/namespace.ts";
import { installPrograms } from "../../test/e2e/prerequisites.ts";
import { runScenarios } from "../../test/e2e/runner.ts";
import { clusterToPlay, clustersToRun, hasPins, requireEdges } from "../../test/e2e/fleet.ts";
import type { Outcome } from "../../test/e2e/lanes.ts";
import type { Scenario } from "../../test/e2e/scenarios/scenario.ts";
import { scenarios } from "../../test/e2e/scenarios/index.ts";
import { buildTools } from "../../test/e2e/tools.ts";
import { fleet } from "../fleet/shipped.ts";
import { readOptions, requireWords } from "../run/options.ts";
import { runMain } from "../run/main.ts";
import { defineUsage, usageText } from "../run/usage.ts";

const usage = defineUsage({
  command: "e2e",
  forms: {
    "": "prove the order of the fleet on a real Argo CD, on this computer, and how that behaves on one of test/",
    "--kubeconfig FILE":
      "some of it on a cluster that runs and that nobody uses, for example of k3d",
    "--install": "install what it needs of Debian's packages, as root, and do nothing else",
  },
  options: {
    only: {
      type: "string",
      value: "NAMES",
      means: "these scenarios, with commas between; they stand below",
    },
    all: { type: "boolean", means: "the long ones, too" },
    clusters: {
      type: "string",
      value: "NAMES",
      means: "of the fleet these clusters only, with commas between",
    },
    kubeconfig: { type: "string", value: "FILE", means: "of the cluster that runs" },
    charts: {
      type: "string",
      value: "DIR",
      means: "with real chart archives, DIR/<chart>-<version>.tgz",
    },
    seed: {
      type: "string",
      default: String(randomInt(1_000_000)),
      value: "N",
      means: "the random choices of an earlier run",
    },
    lanes: {
      type: "string",
      default: "3",
      value: "N",
      means: "so many side by side, 3 by default",
    },
    keep: { type: "boolean", default: false, means: "leave the logs of a good run, too" },
    loopback: {
      type: "boolean",
      default: false,
      means: "on free ports of this computer, as where namespaces are not allowed",
    },
    install: { type: "boolean", default: false, means: "only install what it needs" },
  },
  examples: ["--only install,update", "--seed 1 --keep"],
  notes: `Scenarios: ${scenarios.map(({ name }) => name).join(", ")}`,
});

await runMain(main);
process.exit();

async function main(): Promise<number> {
  const values = readOptions(usage);
  if (values.install) {
    await installPrograms(console.log);
    return 0;
  }
  const scenarioNames = scenarios.map(({ name }) => name);
  const asked = requireWords(values.only, scenarioNames, usage);
  const clusterNames = fleet.clusters.map(({ name }) => name);
  const given = requireWords(values.clusters, clusterNames, usage);
  const wanted = scenarios.filter(({ name, isLong }) =>
    asked ? asked.includes(name) : values.all || !isLong,
  );
  const isOnExisting = values.kubeconfig !== undefined;
  const clusters = given ?? (isOnExisting ? clusterToPlay(fleet) : clustersToRun(fleet));
  const known = leftIn(wanted, ({ needsPins, needsCharts }) => {
    if (needsPins && !hasPins(fleet, clusters)) return "a cluster that is pinned";
    return needsCharts && !values.charts ? "archives of charts; name them by --charts" : undefined;
  });
  if (known.some(({ isOnFleet }) => isOnFleet)) requireEdges(fleet, clusters);
  const kubeconfig = values.kubeconfig && resolve(values.kubeconfig);
  const fit = kubeconfig ? scenariosForExisting(known, asked) : known;
  const isShutOff = isInside() || (!kubeconfig && isShutOffWanted(values.loopback));
  const chosen = leftIn(fit, (scenario) => needOf(scenario, isShutOff));
  const isUnderstood =
    chosen.length >= (asked?.length ?? 1) &&
    (!kubeconfig || clusters.length === 1) &&
    Number.isInteger(Number(values.seed)) &&
    Number(values.lanes) >= 1;
  if (!isUnderstood) {
    console.log(usageText(usage));
    return 1;
  }
  if (isInside()) {
    const charts = values.charts && resolve(values.charts);
    const { keep } = values;
    const options = { fleet, clusters, seed: Number(values.seed), charts, kubeconfig, keep };
    await runScenarios(chosen, options);
    return 0;
  }
  // Sources come over the network, which is out of reach inside.
  await buildTools(console.log);
  for (const { prepare } of chosen) await prepare?.(console.log);
  console.log(`seed ${values.seed}`);
  if (kubeconfig) console.log(limits);
  const start = performance.now();
  // The seed goes along: the same on both sides.
  const args = [...process.argv.slice(2), "--seed", values.seed];
  const outcomes = await runLanes(chosen, {
    lanes: kubeconfig ? 1 : Number(values.lanes),
    run: isShutOff ? runInside : runBeside,
    argsFor: (names) => [...args, "--only", names.join(",")],
  });
  for (const { cleanUp } of chosen) await cleanUp?.();
  return summarize(chosen, outcomes, (performance.now() - start) / 1000);
}

/** Those that can be run; says which cannot, and what they need. */
function leftIn(
  all: readonly Scenario[],
  lackOf: (scenario: Scenario) => string | undefined,
): readonly Scenario[] {
  return all.filter((scenario) => {
    const lack = lackOf(scenario);
    if (lack !== undefined) console.log(`left out: ${scenario.name}, which needs ${lack}`);
    return lack === undefined;
  });
}

/** What a scenario needs that this computer has not. */
function needOf({ needsNamespaces, refusal }: Scenario, isShutOff: boolean): string | undefined {
  return needsNamespaces && !isShutOff ? "namespaces; run it as root" : refusal?.();
}

/** Prints the time of each scenario; 1 unless all of them passed. */
function summarize(
  chosen: readonly Scenario[],
  outcomes: readonly Outcome[],
  seconds: number,
): number {
  console.log();
  for (const { name } of chosen) {
    const outcome = outcomes.find((one) => one.name === name);
    const time = outcome ? `${Math.round(outcome.seconds)} s`.padStart(6) : "";
    console.log(`${name.padEnd(10)} ${outcome?.isGood ? "passed" : "failed"} ${time}`);
  }
  const failed = chosen.filter(
    ({ name }) => !outcomes.some((one) => one.name === name && one.isGood),
  );
  const time = `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  console.log(`${chosen.length - failed.length} of ${chosen.length} scenarios passed in ${time}`);
  return failed.length === 0 ? 0 : 1;
}

/** A run is shut off where it can be: nothing of this computer is in its way then, and nothing of it remains. */
function isShutOffWanted(loopback: boolean): boolean {
  if (loopback) return false;
  const refusal = namespaceRefusal();
  if (refusal) console.log(`no namespaces here (${refusal}): on free ports of loopback instead`);
  return !refusal;
}
