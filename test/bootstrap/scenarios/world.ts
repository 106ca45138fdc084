import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadAll } from "js-yaml";
import { applicationName, argocdNamespace } from "../../../lib/order/names.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { createBootstrapSecrets } from "../../e2e/bootstrap.ts";
import { applyRoot } from "../../e2e/root.ts";
import type { KubeObject } from "../../e2e/kube.ts";
import { until } from "../../e2e/wait.ts";
import type { World } from "../world/index.ts";
import { startWorld } from "../world/index.ts";
import { installK3s, start } from "./k3s.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
import { must, sshTo } from "./ssh.ts";
import { filesOf, planOf } from "../../e2e/plans.ts";

const execute = promisify(execFile);

/** What stands around the machines lets a cluster that is made on them by hand become Healthy. */
export const world: Scenario = {
  name: "world",
  shows: "a cluster made on the machines gets a network, Argo CD, and what dist/ has for it",
  isLong: true,
  async run({ say, directory, fleet }: Context) {
    const cluster = fleet.clusters.find(({ name }) => name === fleet.hub)!;
    const around = await startWorld({ fleet, directory, say, clusters: [] });
    try {
      await around.web.origin.commit(filesOf(fleet), "install");
      await around.web.origin.publish();
      await makeCluster(around, cluster, directory);
      say("its nodes are registered");
      const { kube, kubeconfig } = await apiServerOf(around, cluster);
      await createBootstrapSecrets(kube, cluster);
      await installChart(around, cluster, kubeconfig, "cilium", directory);
      const ready = async (): Promise<boolean> => (await kube.list("/api/v1/nodes")).every(isReady);
      await until("ready nodes", ready, 120);
      say("its nodes are ready, with the network's chart");
      await installChart(around, cluster, kubeconfig, "argo-cd", directory);
      await applyRoot(kube, join(around.web.origin.clone, "dist", cluster.name));
      const wanted = planOf(cluster).applications.map(applicationName);
      await until(
        "Healthy Applications",
        async () => {
          const found = await kube.list(
            `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`,
          );
          const good = found.filter(
            ({ status }) =>
              status?.health?.status === "Healthy" && status?.sync?.status === "Synced",
          );
          return wanted.every((name) => good.some(({ metadata }) => metadata.name === name));
        },
        900,
      );
      say(`${wanted.length} Applications are Synced and Healthy`);
    } finally {
      around.stop();
    }
  },
};

function isReady({ status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
}

async function makeCluster(
  { house }: World,
  { nodes, kubernetes, podCidr, serviceCidr, endpoint }: Cluster,
  directory: string,
): Promise<void> {
  for (const node of nodes) house.addNode(node);
  await Promise.all(nodes.map(({ name }) => house.host(name).switchOn()));
  const ssh = sshTo(house, directory);
  // As `node prepare` would: the kubelet does not register without the program.
  await Promise.all(nodes.map(({ name }) => installK3s(ssh, name, kubernetes.version)));
  const [first, ...others] = nodes;
  const settings = {
    "cluster-cidr": podCidr,
    "service-cidr": serviceCidr,
    "flannel-backend": "none",
    "tls-san": [endpoint],
  };
  await start(ssh, first!, "server", { "cluster-init": true, ...settings });
  const token = await must(ssh(first!.name, "cat /var/lib/rancher/k3s/server/token"));
  for (const node of others) {
    const labels = Object.entries(node.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    await start(ssh, node, "agent", {
      server: `https://${endpoint}:6443`,
      token,
      "node-label": labels,
    });
  }
  await until(
    "all nodes",
    async () => (await nodeNames(ssh, first!.name)).length === nodes.length,
    90,
  );
  assert.deepEqual(await nodeNames(ssh, first!.name), nodes.map(({ name }) => name).sort());
}

async function nodeNames(ssh: Ssh, server: string): Promise<string[]> {
  return (await must(ssh(server, "k3s kubectl get nodes -o name")))
    .replaceAll("node/", "")
    .split("\n")
    .sort();
}

async function apiServerOf({ clusters }: World, { name }: Cluster) {
  await until(`the API server of ${name}`, () => clusters.has(name), 60);
  return clusters.get(name)!;
}

/** The chart of a component with the values that dist/ has, without objects of kinds that come later. */
async function installChart(
  { environment }: World,
  cluster: Cluster,
  kubeconfig: string,
  name: string,
  directory: string,
): Promise<void> {
  const { release, namespace } = planOf(cluster).components.find((one) => one.name === name)!;
  const { chart, values } = release!;
  const file = join(directory, `${name}.json`);
  writeFileSync(file, JSON.stringify(values));
  const archive = join(directory, "charts", `${chart.name}-${chart.version}.tgz`);
  const env = { ...process.env, ...environment };
  const render = ["template", release!.name, archive, "--namespace", namespace, "--include-crds"];
  const { stdout } = await execute("helm", [...render, "--values", file], { env, maxBuffer: 1e9 });
  const objects = (loadAll(stdout) as (KubeObject | null)[]).filter(
    (object) => object !== null && !object.apiVersion.startsWith("monitoring.coreos.com/"),
  );
  const apply = ["apply", "--server-side", "--force-conflicts", "--filename=-"];
  const connection = [`--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`];
  const running = execute("kubectl", [...connection, ...apply], { env });
  running.child.stdin?.end(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  await running;
}
