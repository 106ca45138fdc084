import { unsealerOf } from "../../lib/build/unsealer.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { publishedStep } from "../bootstrap/git-step.ts";
import { isInContainers } from "../kube/access.ts";
import { isServer, targetsOfCluster } from "../node/target.ts";
import type { Report } from "../tell/report.ts";
import type { Machine } from "../ssh/machine.ts";
import { runProgram } from "../process/program.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { openKeys, requireNoOrphans, savedKeyPath } from "../secret/saved-key.ts";
import { virtualMachines } from "../vm/machine.ts";

interface Check {
  readonly what: string;
  run(): Promise<unknown>;
}

/** Looks at all that a rebuild takes before anything is done. Throws everything that is missing, at once. */
export async function preflight(
  fleet: Fleet,
  cluster: Cluster,
  { ssh, report, signal }: { ssh: Ssh; report: Report; signal: AbortSignal },
): Promise<void> {
  const checks: readonly Check[] = [
    {
      what: "the git server has what this clone has",
      run: () => publishedStep(fleet, cluster).isDone(),
    },
    ...programsFor(cluster).map((program) => ({
      what: `${program} is on this computer`,
      run: () => requireProgram(program, signal),
    })),
    ...(unsealerOf(cluster)
      ? [{ what: "sealed values can be opened", run: () => requireKey(cluster, signal) }]
      : []),
    ...(isInContainers(cluster) ? [] : machinesFor(fleet, cluster)).map((machine) => ({
      what: `${machine.name} answers`,
      run: () => ssh.run(machine, { argv: ["true"], timeoutSeconds: 30 }),
    })),
  ];
  const found = await Promise.all(checks.map((check) => problemsOf(check, report)));
  const problems = found.flat();
  if (problems.length > 0) throw new FleetError(problems);
}

function programsFor(cluster: Cluster): readonly string[] {
  return ["kubectl", "helm", ...(isInContainers(cluster) ? ["k3d", "docker"] : [])];
}

async function problemsOf(check: Check, report: Report): Promise<readonly Problem[]> {
  try {
    await check.run();
    report.event({ event: "note", host: "here", text: `✓ ${check.what}` });
    return [];
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return error.problems;
  }
}

/** Hosts of its virtual machines, and nodes that are machines themselves: what has to be there before. */
function machinesFor(fleet: Fleet, cluster: Cluster): Machine[] {
  const virtual = virtualMachines(fleet);
  const targets = targetsOfCluster(fleet, cluster);
  const machines = targets.map(
    ({ node, machine }) => virtual.find(({ name }) => name === node.name)?.host ?? machine,
  );
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  const hub = fleet.clusters.find(({ name }) => name === fleet.hub);
  if (cluster.argocd === "hub" && hub) {
    const { machine } = targetsOfCluster(fleet, hub).find(isServer)!;
    byName.set(machine.name, machine);
  }
  return [...byName.values()];
}

async function requireKey({ name }: Cluster, signal: AbortSignal): Promise<void> {
  const saved = savedKeyPath(name);
  if (saved === undefined) return requireNoOrphans(name);
  await openKeys(name, saved, signal);
}

async function requireProgram(program: string, signal: AbortSignal): Promise<void> {
  const { exitCode } = await runProgram({
    argv: ["sh", "-c", 'command -v "$1"', "sh", program],
    signal,
  });
  if (exitCode === 0) return;
  const message = `${program} is not on the PATH; see: npm run doctor`;
  throw new FleetError([{ place: "here", message }]);
}
