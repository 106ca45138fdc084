import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applicationName } from "../../../lib/order/names.ts";
import { keepKeys } from "../../../scripts/ssh/known-hosts.ts";
import { writeStandInCharts } from "../../e2e/charts/stand-ins.ts";
import { buildTools } from "../../e2e/tools.ts";
import type { TestHost } from "../hosts/host.ts";
import type { TestHosts } from "../hosts/index.ts";
import { ReleaseServer } from "../scenarios/release-server.ts";
import { Workspace } from "../scenarios/workspace.ts";
import { fleet } from "./fleet.ts";
import { planOf } from "../../e2e/plans.ts";

export const cluster = fleet.clusters[0]!;
const { version } = cluster.kubernetes;

function text(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");
}

/** The machines of the cluster, where every command is over as soon as it has begun, and the operator's clone. */
export async function startInstantHouse(
  house: TestHosts,
  directory: string,
): Promise<{ readonly work: Workspace; readonly stop: () => void }> {
  const machines = cluster.nodes.map((node) => house.addNode(node));
  await Promise.all(machines.map((machine) => machine.switchOn()));
  machines.forEach(makeInstant);
  const program = text("k3s.sh").replace("VERSION", version).replace("NODES", list(nodes()));
  const releases = await ReleaseServer.start(house.operator.address, () => `#!/bin/sh\n${program}`);
  const programs = join(directory, "programs");
  const objects = join(directory, "objects");
  for (const folder of [programs, objects]) mkdirSync(folder);
  put(join(programs, "kubectl"), text("kubectl.pl"));
  writeFileSync(join(objects, "nodes.json"), list(nodes()));
  writeFileSync(join(objects, "applications.json"), list(applications()));
  const charts = join(directory, "charts");
  writeStandInCharts(fleet, charts, { isBeforeBootstrap: true });
  const work = new Workspace(
    directory,
    house.operator,
    [["test/bootstrap/solo/fleet.ts", /k3s: "https:[^"]*"/, `k3s: "${releases.url}"`]],
    {
      PATH: `${programs}:${await buildTools(() => {})}:${process.env["PATH"]}`,
      INSTANT_OBJECTS: objects,
      STRATA_CHARTS: charts,
    },
  );
  const data = `export { fleet } from "../test/bootstrap/instant/fleet.ts";\n`;
  writeFileSync(join(work.directory, "clusters/index.ts"), data);
  await work.must("synth");
  const remote = join(directory, "remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  work.commit(remote, fleet.repository.branch);
  await work.must("publish");
  const known = join(work.directory, "clusters/known_hosts");
  for (const { name, address, hostKey } of machines)
    keepKeys(known, { name, address, user: "root" }, [hostKey]);
  return { work, stop: () => releases.stop() };
}

function makeInstant({ disk }: TestHost): void {
  put(join(disk.root, "usr/bin/systemctl"), `#!/bin/sh\n${text("systemctl.sh")}`);
  put(join(disk.root, "usr/sbin/sysctl"), `#!/bin/sh\n${text("sysctl.sh")}`);
}

function put(file: string, content: string): void {
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

function list(items: readonly object[]): string {
  return JSON.stringify({ items });
}

function nodes(): object[] {
  return cluster.nodes.map(({ name, labels, annotations }) => ({
    metadata: { name, labels, annotations },
    spec: {},
    status: { conditions: [{ type: "Ready", status: "True" }] },
  }));
}

function applications(): object[] {
  const names = planOf(cluster).applications.map(applicationName);
  return [`${cluster.name}-root`, ...names].map((name) => ({
    metadata: { name },
    status: { sync: { status: "Synced" }, health: { status: "Healthy" } },
  }));
}
