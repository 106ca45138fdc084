import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster, Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { worldOf } from "../../../lib/network/world.ts";
import type { ApiServer } from "../api-server.ts";
import { startApiServer, startEtcd } from "../api-server.ts";
import { planOf } from "../plans.ts";
import type { Connection } from "../policies/compare.ts";
import { outsider, somebodyOf, textOf, tryAll } from "../policies/compare.ts";
import { createAll, nodeName, placedPods, plainPolicies, reachOf } from "../policies/objects.ts";
import { link, Places } from "../policies/places.ts";
import { buildPolicyTools, policyRefusal } from "../policies/tools.ts";
import { freePort } from "../ports.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import type { Context, Scenario } from "./scenario.ts";

/** The largest, and one without a network of its own, whose policies are all plain ones. */
const clusters = ["management", "local"];
/** So many are told. */
const enough = 10;
const rounds = 10;

/** The controller of policies that k3s embeds, on the policies of a fleet, between pods in the places of its own. */
export const policies: Scenario = {
  name: "policies",
  seconds: 80,
  shows: "a network that enforces policies opens and shuts what Strata says they do",
  needsNamespaces: true,
  refusal: policyRefusal,
  prepare: buildPolicyTools,

  async run(context) {
    for (const name of clusters) await onOneNode(clusterOf(context.fleet, name), context);
  },
};

function clusterOf({ clusters: all }: Fleet, name: string): Cluster {
  return all.find((one) => one.name === name)!;
}

async function onOneNode(cluster: Cluster, { say }: Context): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-policies-"));
  const processes = new Processes(directory);
  const programs = await buildPolicyTools(say);
  const places = new Places(processes, programs, `${cluster.name}-node`);
  try {
    await places.prepare();
    const server = await startServer(cluster, directory, processes, await buildTools(say));
    const world = worldOf(cluster, planOf(cluster).components);
    const pods = placedPods(world);
    const plain = plainPolicies(world);
    await createAll(server.kube, world, pods, plain);
    const others = outside(cluster).map((address, i) => ({ id: `${cluster.name}-o${i}`, address }));
    for (const place of [...pods, ...others]) await places.add(place);
    const all = [...pods.map(somebodyOf), ...others.map(outsider)];
    const reach = reachOf(world, plain);
    requireNone("without a controller", (await tryAll(places, all, reach)).filter(isShut));
    say(`${cluster.name}: ${pods.length} pods, ${others.length} others, all within reach`);
    startController(processes, places, programs, server, cluster);
    let found: readonly Connection[] = [];
    for (let round = 0; round < rounds; round += 1) {
      found = await tryAll(places, all, reach);
      if (!found.some(isWrong)) break;
    }
    requireNone("enforced", found.filter(isWrong));
    const shut = found.filter(isShut).length;
    if (shut === 0 || shut === found.length)
      throw problem("enforced", [`${shut} of ${found.length} shut`]);
    say(`${cluster.name}: ${found.length} connections as Strata says, ${shut} of them shut`);
  } finally {
    processes.stopAll();
    await places.remove();
  }
  rmSync(directory, { recursive: true, force: true });
}

async function startServer(
  { name, serviceCidr }: Cluster,
  directory: string,
  processes: Processes,
  tools: string,
): Promise<ApiServer> {
  const common = { tools, directory, processes };
  const [port, peerPort] = [await freePort(), await freePort()];
  const etcd = startEtcd(common, { port, peerPort });
  return startApiServer({ ...common, name, address: link.here, serviceCidr, etcd });
}

/** Addresses in the house and beyond it, and that of the API server as policies name it. */
function outside({ site, network, nodes }: Cluster): readonly string[] {
  const { cidr } = site.networks[network]!;
  const server = nodes.find(({ role }) => role === "control-plane")!;
  return [server.address, `${cidr.split(".").slice(0, 3).join(".")}.77`, "9.9.9.9"];
}

function startController(
  processes: Processes,
  places: Places,
  programs: string,
  { kubeconfig }: ApiServer,
  { serviceCidr }: Cluster,
): void {
  const off = ["run-router", "run-service-proxy", "run-loadbalancer", "enable-cni", "enable-ipv6"];
  const [program, ...before] = places.onNode();
  processes.start({
    name: "kube-router",
    program,
    args: [
      ...before,
      join(programs, "kube-router"),
      "--run-firewall=true",
      ...off.map((flag) => `--${flag}=false`),
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${nodeName}`,
      `--service-cluster-ip-range=${serviceCidr}`,
      "--health-port=0",
    ],
  });
}

function isShut({ isOpen }: Connection): boolean {
  return !isOpen;
}

function isWrong({ isOpen, isMeant }: Connection): boolean {
  return isOpen !== isMeant;
}

function requireNone(when: string, connections: readonly Connection[]): void {
  if (connections.length === 0) return;
  const told = connections.slice(0, enough).map(textOf);
  throw problem(when, [...told, `${connections.length} in all`]);
}

function problem(when: string, messages: readonly string[]): FleetError {
  return new FleetError(messages.map((message) => ({ place: `policies, ${when}`, message })));
}
