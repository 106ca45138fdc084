import { FleetError } from "../../lib/problem.ts";
import { fleet } from "../fleet/shipped.ts";
import { clusterSection, hostsBlock, siteSection } from "../hosts/entries.ts";
import { readWords } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { planOne } from "../run/plan.ts";
import { readClusters } from "../run/target.ts";

const usage = defineUsage({
  command: "hosts",
  forms: {
    "": "print lines for /etc/hosts: the site, and every cluster with its hostnames",
    "CLUSTER ...": "the site and these clusters",
  },
  options: { json: { type: "boolean", means: "the same as data" } },
  examples: ["", "home --json"],
});

try {
  await main();
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, words } = readWords(usage);
  const plans = await Promise.all(readClusters("hosts", words).map(planOne));
  const sections = [siteSection(fleet.site), ...plans.map(clusterSection)];
  console.log(values.json ? JSON.stringify(sections, null, 2) : hostsBlock(sections));
}
