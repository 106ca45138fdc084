import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FleetError } from "../../../lib/problem.ts";
import type { ApiServer } from "../api-server.ts";
import { startEtcd } from "../api-server.ts";
import { startControllers } from "../control-plane.ts";
import { readContents } from "../existing/contents.ts";
import { startNetwork } from "../network.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import { installFleet } from "./install.ts";
import type { Context, Scenario } from "./scenario.ts";

const name = "local";
const namespace = "/api/v1/namespaces/somebody";
const realNode = "/api/v1/nodes/real";

/** A cluster with a node of its own, as k3d would make it; `--kubeconfig` is given its file. */
export const existing: Scenario = {
  name: "existing",
  seconds: 120,
  shows: "a cluster that runs already plays one of the fleet, and is left as it was",
  isLong: true,

  async run(context) {
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-existing-"));
    const processes = new Processes(directory);
    const network = await startNetwork(directory);
    try {
      const tools = await buildTools(context.say);
      const [port, peerPort] = [await network.portFor(3379), await network.portFor(3380)];
      const common = { tools, directory, processes, network };
      const etcd = startEtcd(common, { port, peerPort });
      const cluster = context.fleet.clusters.find((one) => one.name === name)!;
      await installOn(await startControllers(cluster, { ...common, etcd }), context);
    } finally {
      processes.stopAll();
      network.close();
    }
    rmSync(directory, { recursive: true, force: true });
  },
};

async function installOn({ kube, kubeconfig }: ApiServer, context: Context): Promise<void> {
  const { say } = context;
  const start = { clusters: [name], kubeconfig };
  const node = { apiVersion: "v1", kind: "Node", metadata: { name: "real" } };
  await kube.apply(realNode, node);
  await kube.apply(namespace, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "somebody" },
  });
  const refusal = await context.start(start).then(
    () => "nothing",
    (error: Error) => error.message.split("\n")[0],
  );
  require("the refusal of a cluster that is in use", refusal, "--kubeconfig: namespace somebody is there; name a cluster that nobody uses: everything that a run makes in it is deleted");
  say("a namespace of somebody else was refused");
  await kube.delete(namespace);
  while (await kube.get(namespace)) await new Promise((resolve) => setTimeout(resolve, 200));

  const before = await readContents(kube);
  const environment = await context.start(start);
  await installFleet(environment, context);
  const pods = await kube.list("/api/v1/pods");
  const onReal = pods.filter(({ spec }) => spec.nodeName === "real");
  require("pods on the cluster's own node", onReal.length, 0);
  await context.stop();
  const after = await readContents(kube);
  require("what is there", [...after.keys()].sort().join("\n"), [...before.keys()]
    .sort()
    .join("\n"));
  const taints = (await kube.get(realNode))?.["spec"]?.taints ?? [];
  const own = taints.filter(({ key }: { key: string }) => !key.startsWith("node.kubernetes.io/"));
  require("taints of its node", own.length, 0);
  say(`${pods.length} pods ran; ${after.size} objects are there as before`);
}

function require(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  const message = `${what}: ${String(found)}; it had to be ${String(wanted)}`;
  throw new FleetError([{ place: "existing", message }]);
}
