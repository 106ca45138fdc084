import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { fleet } from "../clusters/index.ts";
import { FleetError } from "../lib/problem.ts";
import { isInside, runInside } from "../test/e2e/namespace.ts";
import { runScenarios } from "../test/e2e/runner.ts";
import { scenarios } from "../test/e2e/scenarios/index.ts";
import { buildTools } from "../test/e2e/tools.ts";
import { readOptions } from "./options.ts";

const usage = `npm run e2e                            prove the order of the fleet on a real Argo CD, on this computer
npm run e2e -- --only install,update   these scenarios: ${scenarios.map(({ name }) => name).join(", ")}
npm run e2e -- --all                   the long ones, too
npm run e2e -- --clusters local        these clusters only
npm run e2e -- --charts DIR            with real chart archives, DIR/<chart>-<version>.tgz
npm run e2e -- --seed N                the random choices of an earlier run
npm run e2e -- --keep                  leave the logs of a good run, too`;

/** Edge has nothing that production has not. */
const defaultClusters = "management,production,local";

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();

async function main(): Promise<number> {
  const values = readOptions(
    {
      only: { type: "string" },
      all: { type: "boolean" },
      clusters: { type: "string", default: defaultClusters },
      charts: { type: "string" },
      seed: { type: "string", default: String(randomInt(1_000_000)) },
      keep: { type: "boolean", default: false },
    },
    usage,
  );
  const asked = values.only?.split(",");
  const chosen = scenarios.filter(({ name, isLong }) =>
    asked ? asked.includes(name) : values.all || !isLong,
  );
  const clusters = values.clusters.split(",");
  const isUnderstood =
    chosen.length >= (asked?.length ?? 1) &&
    clusters.every((name) => fleet.clusters.some((cluster) => cluster.name === name)) &&
    Number.isInteger(Number(values.seed));
  if (!isUnderstood) {
    console.log(usage);
    return 1;
  }
  // The seed goes along: the same on both sides.
  process.argv.push("--seed", values.seed);
  if (!isInside()) {
    // Sources come over the network, which is out of reach inside.
    await buildTools(console.log);
    return runInside();
  }
  console.log(`seed ${values.seed}`);
  const charts = values.charts && resolve(values.charts);
  const options = { fleet, clusters, seed: Number(values.seed), charts, keep: values.keep };
  return (await runScenarios(chosen, options)) ? 0 : 1;
}
