import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../../lib/model/cluster.ts";
import type { ApiServer, ApiServerOptions } from "./api-server.ts";
import { startApiServer } from "./api-server.ts";
import type { Network } from "./network.ts";
import { createNodes, simulated } from "./nodes.ts";
import { heldPodReady } from "./stand-ins/pod-stages.ts";
import { moduleDirectory } from "./tools.ts";

/** The stages of life that kwok plays for nodes and pods, below its own folder of them. */
const stages = ["node/fast", "node/heartbeat-with-lease", "pod/fast"];

export type ControlPlaneOptions = Omit<ApiServerOptions, "name" | "address" | "serviceCidr"> & {
  readonly network: Network;
  /** Further arguments of its controller manager. */
  readonly controllers?: readonly string[];
  /** Whether autoscalers scale. Nothing measures pods here: they are called broken, and keep their minimum alone. */
  readonly isScaling?: true;
};

/** A node whose heartbeat comes late on a busy computer would lose its pods' readiness, and kwok gives that once only. */
const patience = ["--node-monitor-grace-period=1h"];

/** Nothing measures pods that nobody runs: it would call every autoscaler broken. */
const unmeasured = ["--controllers=*,-horizontal-pod-autoscaler-controller"];
const swift = ["--horizontal-pod-autoscaler-sync-period=3s"];

/** A cluster of the fleet without its machines: real controllers, simulated nodes. */
export async function startControlPlane(
  cluster: Cluster,
  options: ControlPlaneOptions,
): Promise<ApiServer> {
  const server = await startControllers(cluster, { ...options, controllers: patience });
  await createNodes(server.kube, cluster);
  const files = join(options.directory, cluster.name);
  await startKwok(server, { ...options, files, nodes: "all" });
  return server;
}

/** A cluster without any node: its API server, controller manager and scheduler. */
export async function startControllers(
  cluster: Cluster,
  options: ControlPlaneOptions,
): Promise<ApiServer> {
  const { name, endpoint, serviceCidr } = cluster;
  const { processes, tools, directory, network, controllers = [], isScaling } = options;
  const place = await network.forEndpoint(endpoint);
  const server = await startApiServer({ ...options, ...place, name, endpoint, serviceCidr });
  const start = (program: string, ...args: string[]): void =>
    processes.start({
      name: `${name}-${program}`,
      program: join(tools, program),
      args: [`--kubeconfig=${server.kubeconfig}`, ...args],
    });
  const local = async (usualPort: number): Promise<string[]> => [
    "--leader-elect=false",
    `--bind-address=${server.address}`,
    `--secure-port=${await network.portFor(usualPort)}`,
  ];
  const files = join(directory, name);
  start(
    "kube-controller-manager",
    ...(await local(10257)),
    `--service-account-private-key-file=${join(files, "service-account.key")}`,
    `--root-ca-file=${join(files, "authority.crt")}`,
    ...(options.isForPods ? swift : isScaling ? [] : unmeasured),
    ...controllers,
  );
  start("kube-scheduler", ...(await local(10259)));
  return server;
}

export interface KwokOptions extends Pick<ApiServerOptions, "tools" | "processes"> {
  readonly network: Network;
  /** A folder for its own. */
  readonly files: string;
  /** Which it plays: all, or those that `createNodes` made. */
  readonly nodes: "all" | "simulated";
}

/** Starts what plays nodes and their pods. */
export async function startKwok(
  { name, address, kubeconfig }: ApiServer,
  { tools, processes, network, files, nodes }: KwokOptions,
): Promise<void> {
  mkdirSync(files, { recursive: true });
  const [[annotation, value]] = Object.entries(simulated) as [[string, string]];
  const port = await network.portFor(10247);
  const args = [
    `--kubeconfig=${kubeconfig}`,
    nodes === "all"
      ? "--manage-all-nodes=true"
      : `--manage-nodes-with-annotation-selector=${annotation}=${value}`,
    "--node-lease-duration-seconds=40",
    `--server-address=${address}:${port}`,
    `--node-port=${port}`,
    `--config=${portForwards(files, address, port)}`,
    ...stageFiles(files).map((file) => `--config=${file}`),
  ];
  processes.start({ name: `${name}-kwok`, program: join(tools, "kwok"), args });
}

/** Whatever is forwarded to a pod leads to kwok itself, which says at /healthz that it is well. */
function portForwards(directory: string, address: string, port: number): string {
  const file = join(directory, "port-forwards.json");
  const kind = { apiVersion: "kwok.x-k8s.io/v1alpha1", kind: "ClusterPortForward" };
  const spec = { forwards: [{ target: { address, port } }] };
  writeFileSync(file, JSON.stringify({ ...kind, metadata: { name: "all" }, spec }));
  return file;
}

/** kwok's own, but for the one that makes pods ready: when they are is for the stand-ins to say. */
export function stageFiles(directory: string): string[] {
  const root = join(moduleDirectory("control-plane", "sigs.k8s.io/kwok"), "kustomize", "stage");
  return stages.flatMap((stage) =>
    readdirSync(join(root, stage))
      .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
      .map((file) => {
        const original = join(root, stage, file);
        if (file !== "pod-ready.yaml") return original;
        const held = join(directory, file);
        writeFileSync(held, JSON.stringify(heldPodReady(original)));
        return held;
      }),
  );
}
