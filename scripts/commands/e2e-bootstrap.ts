import { randomInt } from "node:crypto";
import { fleet } from "../../test/fleets/house/index.ts";
import { runScenarios } from "../../test/bootstrap/runner.ts";
import { scenarios } from "../../test/bootstrap/scenarios/index.ts";
import { isInside, runInside } from "../../test/e2e/namespace.ts";
import { requirePrograms } from "../../test/e2e/prerequisites.ts";
import { buildTools } from "../../test/e2e/tools.ts";
import { endWithUsage, readOptions, requireWords } from "../run/options.ts";
import { runMain } from "../run/main.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "e2e:bootstrap",
  forms: { "": "prove the commands that make clusters on test hosts, on this computer" },
  options: {
    only: {
      type: "string",
      value: "NAMES",
      means: "these scenarios, with commas between; they stand below",
    },
    all: { type: "boolean", means: "the long ones, too" },
    seed: {
      type: "string",
      default: String(randomInt(1_000_000)),
      value: "N",
      means: "the random choices of an earlier run",
    },
    keep: { type: "boolean", default: false, means: "leave the disks and logs of a good run, too" },
  },
  examples: ["--only hosts --keep"],
  notes: `Scenarios: ${scenarios.map(({ name }) => name).join(", ")}`,
});

await runMain(main);
process.exit();

async function main(): Promise<number> {
  const values = readOptions(usage);
  const names = scenarios.map(({ name }) => name);
  const asked = requireWords(values.only, names, usage);
  const chosen = scenarios.filter(({ name, isLong }) =>
    asked ? asked.includes(name) : values.all || !isLong,
  );
  if (!Number.isInteger(Number(values.seed)))
    endWithUsage(`--seed is "${values.seed}"; give a whole number`, usage);
  if (!isInside()) {
    // Sources come over the network, which is out of reach inside.
    requirePrograms("machines");
    await buildTools(console.log);
    // The seed goes along: the same on both sides.
    const again = [...process.argv.slice(2), "--seed", values.seed];
    return runInside(again, { onLine: console.log, onMessage: () => {} });
  }
  console.log(`seed ${values.seed}`);
  return (await runScenarios(chosen, { fleet, seed: Number(values.seed), keep: values.keep }))
    ? 0
    : 1;
}
