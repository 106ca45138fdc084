import { capacityOf } from "../../lib/check/capacity/figures.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { capacityText } from "../capacity/text.ts";
import { readWords } from "../run/options.ts";
import { runMain } from "../run/main.ts";
import { planOne } from "../run/plan.ts";
import { readClusters } from "../run/target.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "capacity",
  forms: {
    "": "print what each cluster has, what takes it, and what is left without each node",
    "CLUSTER ...": "of these clusters",
  },
  options: {
    json: { type: "boolean", means: "the same as data: CPU in thousandths, sizes in bytes" },
  },
  examples: ["", "home --json"],
  notes:
    "Exit code 1 where something is too little and not accepted in the cluster's overcommit. docs/capacity.md says what is counted.",
});

await runMain(main);

async function main(): Promise<void> {
  const { values, words } = readWords(usage);
  const all = await Promise.all(readClusters("capacity", words).map(figuresOf));
  console.log(values.json ? JSON.stringify(all, null, 2) : all.map(capacityText).join("\n\n\n"));
  const isShort = all.some(({ shortages }) =>
    shortages.some(({ accepted }) => accepted === undefined),
  );
  if (isShort) process.exitCode = 1;
}

async function figuresOf(cluster: Cluster) {
  const capacity = capacityOf(await planOne(cluster));
  if (!capacity)
    throw failure(cluster.name, 'has nodes whose sizes make no sense; "npm run synth" says which');
  return capacity;
}
