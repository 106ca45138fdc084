import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Kubectl } from "../../../scripts/kube/kubectl.ts";
import { databaseStep, findDumping } from "../../../scripts/restore/database.ts";
import { runSteps } from "../../../scripts/run/steps.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import { FleetError } from "../../../lib/problem.ts";
import { filesOf } from "../plans.ts";
import { requirePrograms } from "../prerequisites.ts";
import { cgroupRefusal, removeLeftOvers } from "../real-nodes/cgroups.ts";
import { databaseImages, databasePackages } from "../real-nodes/database-images.ts";
import type { DataService } from "../real-nodes/databases.ts";
import { databasesFleet, dataServices } from "../real-nodes/databases.ts";
import { packagesRefusal, unpackPackages } from "../real-nodes/packages.ts";
import { Pods } from "../real-nodes/pods.ts";
import { buildNodeTools } from "../real-nodes/tools.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { until } from "../wait.ts";
import type { Context, Scenario } from "./scenario.ts";

const fleet = databasesFleet();
const [cluster] = fleet.clusters;

/** A dump by its CronJob, a loss, and the way back by the command, for each kind of data service. */
export const restores: Scenario = {
  name: "restores",
  seconds: 120,
  shows: "each kind of database comes back from its dump with what it held",
  needsNamespaces: true,
  refusal: () => cgroupRefusal() ?? packagesRefusal(),
  async prepare(say) {
    requirePrograms("nodes");
    await removeLeftOvers();
    await buildNodeTools(say);
    await unpackPackages(databasePackages, say);
  },

  cleanUp: () => removeLeftOvers(),

  async run(context) {
    const { say } = context;
    const images = await databaseImages(cluster!, await unpackPackages(databasePackages, say));
    const realNodes = { images };
    const environment = await context.start({ fleet, clusters: [cluster!.name], realNodes });
    const { kube, kubeconfig } = environment.clusters.get(cluster!.name)!;
    const tools = await buildTools(say);
    useKubeconfig(environment.directory, kubeconfig, tools);
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await settled(environment, 120);
    say("every database is Healthy");
    const pods = new Pods(kube, kubeconfig, tools);
    const ends = dataServices.map((service) => loseAndRestore(service, pods, context));
    const problems = (await Promise.allSettled(ends)).flatMap((end) => {
      if (end.status === "fulfilled") return [];
      if (end.reason instanceof FleetError) return end.reason.problems;
      throw end.reason;
    });
    if (problems.length > 0) throw new FleetError(problems);
  },
};

/** As a user's own is found. */
function useKubeconfig(directory: string, kubeconfig: string, tools: string): void {
  const config = join(directory, "config");
  mkdirSync(join(config, "strata"), { recursive: true });
  symlinkSync(kubeconfig, join(config, "strata", `${cluster!.name}.kubeconfig`));
  process.env["XDG_CONFIG_HOME"] = config;
  process.env["PATH"] = [tools, process.env["PATH"]].join(delimiter);
}

async function loseAndRestore(
  { name, fill, change, read }: DataService,
  pods: Pods,
  { say }: Context,
): Promise<void> {
  const tell = async (script: string): Promise<string> => {
    const { isGood, text } = await pods.exec(name, ["sh", "-c", script]);
    if (isGood) return text;
    throw problem(name, `"${script}" fails: ${text}`);
  };
  await tell(fill);
  const before = await tell(read);
  const kubectl = new Kubectl(cluster!);
  const inside = `--namespace=${name}`;
  await kubectl.run(["create", "job", "by-hand", `--from=cronjob/${name}-backup`, inside]);
  await kubectl.run(["wait", "job/by-hand", "--for=condition=complete", "--timeout=3m", inside], {
    timeoutSeconds: 200,
  });
  await tell(change);
  await lose(name, kubectl, pods);
  const lost = await pods.exec(name, ["sh", "-c", read]);
  if (lost.isGood && lost.text === before) throw problem(name, "nothing was lost");
  const database = { namespace: name, name };
  const dumping = await findDumping(kubectl, database);
  const restoring = (stamp: string): Promise<void> =>
    runSteps([databaseStep({ kubectl, database, dumping, stamp })], {
      ssh: new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" }),
      report: { isJson: false, isVerbose: false, event() {}, print() {} },
      isDryRun: false,
      signal: new AbortController().signal,
      pollSeconds: 1,
    });
  await restoring("1");
  const after = await tell(read);
  if (after !== before) throw problem(name, `has ${after} after the restore; it had ${before}`);
  await tell(change);
  await restoring("2");
  const again = await tell(read);
  if (again !== before) throw problem(name, `has ${again} after another; it had ${before}`);
  say(`${name}: what it held is there again, on an empty volume and over what it holds`);
}

/** Its volume goes, and it starts anew. */
async function lose(name: string, kubectl: Kubectl, pods: Pods): Promise<void> {
  const inside = `--namespace=${name}`;
  const claim = `data-${name}-0`;
  const [old] = await pods.of(name, name);
  await kubectl.run(["delete", "persistentvolumeclaim", claim, inside, "--wait=false"]);
  await kubectl.run(["delete", "pod", `${name}-0`, inside, "--wait=false"]);
  const isAnew = async (): Promise<boolean> => {
    const [pod] = await pods.of(name, name);
    const { containerStatuses = [] } = (pod?.["status"] ?? {}) as {
      containerStatuses?: readonly { ready: boolean }[];
    };
    return (
      pod?.metadata.uid !== old?.metadata.uid &&
      containerStatuses.length > 0 &&
      containerStatuses.every(({ ready }) => ready)
    );
  };
  await until(`another pod of ${name}, ready,`, isAnew, 120);
}

function problem(name: string, message: string): FleetError {
  return new FleetError([{ place: name, message }]);
}
