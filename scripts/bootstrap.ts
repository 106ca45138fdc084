import { text } from "node:stream/consumers";
import { fleet } from "../clusters/index.ts";
import type { Cluster } from "../lib/cluster.ts";
import { deployerOf, networkOf } from "./bootstrap/objects.ts";
import type { GivenSecrets } from "./bootstrap/secret-steps.ts";
import { parseSecrets } from "./bootstrap/secret-steps.ts";
import { bootstrapSteps, containerSteps } from "./bootstrap/steps.ts";
import { argoClusterOf, isInContainers } from "./kube/access.ts";
import { isFirstServer } from "./node/members.ts";
import type { Target } from "./node/target.ts";
import { serversOf, targetsOfCluster } from "./node/target.ts";
import { endWithUsage } from "./options.ts";
import { planOne } from "./plan.ts";
import { withRendered } from "./rendered.ts";
import { runCommand } from "./run/command.ts";
import { locked } from "./run/locked.ts";
import type { Ssh } from "./run/ssh.ts";
import { runSteps } from "./run/steps.ts";
import { unknown } from "./target.ts";

const usage = `npm run bootstrap -- CLUSTER     from machines with an SSH server to a cluster that git rules; safe to run again.
                                 One in containers is there already: see npm run local
  --secrets   values as JSON on standard input: {"argocd/repository": {"username": "...", "password": "..."}};
              a bootstrap Secret without one gets a random value`;

await runCommand({ secrets: { type: "boolean" } }, usage, async (context) => {
  const [name = "", ...others] = context.words;
  if (name === "" || others.length > 0) endWithUsage("name one cluster", usage);
  const cluster = clusterNamed(name);
  const { ssh, report, signal, isDryRun } = context;
  const given: GivenSecrets = context.values["secrets"]
    ? parseSecrets(await text(process.stdin))
    : {};
  const plan = await planOne(withRendered(cluster, renderedHere(cluster)));
  if (isInContainers(cluster)) {
    const steps = containerSteps({ signal, report, fleet, plan, given });
    return runSteps(steps, { ssh, report, isDryRun, signal });
  }
  const targets = targetsOfCluster(fleet, cluster);
  const argo = argoClusterOf(fleet, cluster);
  const hubPlan = argo === cluster ? {} : { hubPlan: await planOne(argo) };
  const machines = targets.map(({ machine }) => machine);
  await locked(context, machines, `bootstrap ${name}`, async (run) => {
    const maker = await makerOf(ssh, targets[0]!, isDryRun);
    const bootstrap = { ssh, report, fleet, plan, maker, given, ...hubPlan };
    await runSteps(bootstrapSteps({ ...bootstrap, signal }), run);
  });
});

function clusterNamed(name: string): Cluster {
  const names = fleet.clusters.map((one) => one.name);
  const found = fleet.clusters.find((one) => one.name === name);
  return found ?? unknown("bootstrap", "cluster", name, names);
}

/** What the bootstrap itself puts in, object by object. */
function renderedHere(cluster: Cluster): string[] {
  return [networkOf(cluster), deployerOf(cluster)].flatMap((placement) => placement?.name ?? []);
}

/** The server that made the cluster, or is to; none when all have joined one that is no more. */
async function makerOf(ssh: Ssh, target: Target, isDryRun: boolean): Promise<Target | undefined> {
  const servers = serversOf(target);
  // Before there is anything to ask.
  if (isDryRun) return servers[0];
  for (const server of servers) if (await isFirstServer(ssh, server)) return server;
  return undefined;
}
