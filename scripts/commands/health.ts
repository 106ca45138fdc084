import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Cluster } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { fleet } from "../fleet/shipped.ts";
import { statusOf } from "../forward/control.ts";
import { forwardSection } from "../health/forwards.ts";
import { healthOf, unasked } from "../health/cluster.ts";
import type { ClusterHealth } from "../health/finding.ts";
import { findingsOf, healthText, summaryOf } from "../health/report.ts";
import { isInContainers } from "../kube/access.ts";
import type { GitServer } from "../publish/live.ts";
import { readServer } from "../publish/live.ts";
import { planOne } from "../run/plan.ts";
import { failure } from "../tell/failure.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { readClusters } from "../run/target.ts";

const usage = defineCommand({
  command: "health",
  forms: {
    "": "look at every cluster of the fleet but those on this computer",
    "CLUSTER ...":
      "look at these: nodes, Applications, pins, pods, services, volumes, certificates, backups, probes",
  },
  options: {
    report: { type: "boolean", means: "write what was found to health-<date>.txt, too" },
  },
  examples: ["", "home --report"],
  notes: "Exit code 1 when something is broken; warnings are no reason.",
});

await runCommand(usage, async ({ words, values, isDryRun, report, signal }) => {
  const clusters =
    words.length > 0
      ? readClusters("health", words)
      : fleet.clusters.filter((one) => !isInContainers(one));
  if (isDryRun)
    return report.print(
      `would ask ${clusters.map(({ name }) => name).join(", ")}; nothing is changed`,
    );
  const server = readServer(fleet.repository, signal);
  const all = await Promise.all(clusters.map((cluster) => lookAt(cluster, signal, server)));
  const generated = new Date().toISOString();
  if (report.isJson)
    console.log(JSON.stringify({ generated, summary: summaryOf(all), clusters: all }));
  const texts = all.map((one) => healthText(one, process.stdout.isTTY));
  report.print(texts.join("\n\n"));
  if (values.report) report.print(`written to ${writeReport(all, generated)}`);
  if (findingsOf(all).some(({ level }) => level === "error"))
    throw failure("health", `${summaryOf(all)}; each stands above with the command that says more`);
  report.print(summaryOf(all));
});

/** A cluster that cannot be asked is a finding like any other: the rest of the fleet is looked at. */
async function lookAt(
  cluster: Cluster,
  signal: AbortSignal,
  server: Promise<GitServer>,
): Promise<ClusterHealth> {
  const { name } = cluster;
  try {
    const { sections } = await healthOf(fleet, await planOne(cluster), signal, server);
    return { cluster: name, sections: [...sections, forwardSection(statusOf(name))] };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const findings = unasked(error);
    return {
      cluster: name,
      sections: [{ title: "API server", looked: cluster.endpoint, findings }],
    };
  }
}

function writeReport(all: readonly ClusterHealth[], generated: string): string {
  const path = resolve(`health-${generated.replace(/[:T]/g, "-").slice(0, 19)}.txt`);
  const texts = all.map((one) => healthText(one, false));
  writeFileSync(
    path,
    `${[`Health of ${fleet.site.domain}, ${generated}`, ...texts, summaryOf(all)].join("\n\n")}\n`,
  );
  return path;
}
