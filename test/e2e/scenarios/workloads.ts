import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { writeSecret } from "../../../scripts/secret/write.ts";
import { secretUses } from "../../../scripts/secret/uses.ts";
import type { Environment } from "../environment.ts";
import { filesOf, planOf } from "../plans.ts";
import { requirePrograms } from "../prerequisites.ts";
import { cgroupRefusal, removeLeftOvers } from "../real-nodes/cgroups.ts";
import { houseOf } from "../real-nodes/house.ts";
import { houseImages } from "../real-nodes/house-images.ts";
import { always, ask } from "../real-nodes/proofs.ts";
import type { Proof } from "../real-nodes/pods.ts";
import { Pods, prove } from "../real-nodes/pods.ts";
import { buildNodeTools } from "../real-nodes/tools.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { until } from "../wait.ts";
import type { Context, Scenario } from "./scenario.ts";

const versions = ["1.0.0", "1.1.0"] as const;
const cluster = "home";
const changed = "another";

/** What `app()` and its kind make, by the real Argo CD, as pods that run. */
export const workloads: Scenario = {
  name: "workloads",
  seconds: 150,
  shows: "apps, jobs and a database run on real nodes, within their limits, and keep their data",
  needsNamespaces: true,
  refusal: () => cgroupRefusal(),
  async prepare(say) {
    requirePrograms("nodes");
    await removeLeftOvers();
    await buildNodeTools(say);
  },

  cleanUp: () => removeLeftOvers(),

  async run(context) {
    const { say } = context;
    const [first, second] = versions;
    const fleet = houseOf(first);
    const programs = await buildNodeTools(say);
    const images = await houseImages(fleet.clusters[0]!, versions, programs);
    const environment = await context.start({ fleet, clusters: [cluster], realNodes: { images } });
    const { kube, kubeconfig } = environment.clusters.get(cluster)!;
    const pods = new Pods(kube, kubeconfig, await buildTools(say));

    await push(environment, fleet, "install");
    await environment.applyRoots();
    await settled(environment, 120);
    say("every workload is Healthy");
    await prove("install", always(pods));
    await ask(pods, "set key kept");

    await restartByLiveness(pods);
    say("a container whose liveness probe fails is restarted");
    await changeSecrets(environment, context);
    await settled(environment, 60);
    await prove("a Secret's change", [...always(pods), ...kept(pods, 2)]);
    say("a Secret's change starts new pods, with the new value and the old data");

    environment.fleet = houseOf(second);
    await push(environment, environment.fleet, "update");
    await environment.refresh();
    await settled(environment, 120);
    await prove("an update", [...always(pods), ...kept(pods, 3)]);
    say("an update starts new pods, with the old data");
    await scheduled(pods);
    say("the job of each minute has run");
  },
};

async function push({ origin }: Environment, fleet: Fleet, message: string): Promise<void> {
  await origin.commit(filesOf(fleet), message);
  await origin.publish();
}

/** What restarts a container is that its file of life is gone. */
async function restartByLiveness(pods: Pods): Promise<void> {
  const restarts = async (): Promise<number> => {
    const [pod] = await pods.of("keeper", "keeper");
    return (pod?.["status"]?.containerStatuses?.[0]?.restartCount as number | undefined) ?? 0;
  };
  const before = await restarts();
  await pods.exec("keeper", ["rm", "/tmp/alive"]);
  await until("a restart of keeper's container", async () => (await restarts()) > before, 30);
}

/** As `npm run secret -- set` does it. */
async function changeSecrets(environment: Environment, { say }: Context): Promise<void> {
  const { kubeconfig } = environment.clusters.get(cluster)!;
  const config = join(environment.directory, "config");
  mkdirSync(join(config, "strata"), { recursive: true });
  symlinkSync(kubeconfig, join(config, "strata", `${cluster}.kubeconfig`));
  process.env["XDG_CONFIG_HOME"] = config;
  process.env["PATH"] = [await buildTools(say), process.env["PATH"]].join(delimiter);
  const uses = secretUses(planOf(environment.fleet.clusters[0]!));
  const report = { isJson: false, isVerbose: false, event() {}, print() {} };
  const { signal } = new AbortController();
  const vaultOf = (): never => assert.fail("there is no Vault");
  const writing = { report, signal, isFetching: false, vaultOf };
  const tokens = uses.filter(({ name }) => name === "token");
  await Promise.all(tokens.map((use) => writeSecret(use, { value: changed }, writing)));
}

/** After so many pods of each app one after the other. */
function kept(pods: Pods, generations: number): readonly Proof[] {
  const token = (app: string) => () => pods.shell(app, 'echo "$TOKEN"');
  return [
    { what: "web's token", found: token("web"), wanted: changed },
    {
      what: "web's token as a file",
      found: () => pods.shell("web", "cat /run/token"),
      wanted: changed,
    },
    { what: "keeper's token", found: token("keeper"), wanted: changed },
    {
      what: "pods that wrote into keeper's volume",
      found: () => pods.shell("keeper", "sort -u /data/index.html | wc -l"),
      wanted: String(generations),
    },
    {
      what: "what the database holds",
      found: () => ask(pods, "get key"),
      wanted: "kept",
    },
  ];
}

async function scheduled(pods: Pods): Promise<void> {
  const path = "/apis/batch/v1/namespaces/chores/jobs";
  const selector = encodeURIComponent("app.kubernetes.io/name=minutely");
  const hasRun = async (): Promise<boolean> =>
    (await pods.kube.list(`${path}?labelSelector=${selector}`)).some(
      ({ status }) => status?.succeeded === 1,
    );
  await until("a run of the job of each minute", hasRun, 90);
}
