import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { load } from "js-yaml";
import { kubeconfigOf } from "../../../e2e/api-server.ts";
import type { Kube } from "../../../e2e/kube.ts";
import { simulated } from "../../../e2e/nodes.ts";
import { parseQuantity } from "../../../../lib/kubernetes/quantity.ts";
import { fatal, log } from "./log.ts";
import { machineSize } from "./machine.ts";
import * as paths from "./paths.ts";
import { startPart } from "./processes.ts";
import { runPods } from "./pods.ts";
import type { Settings } from "./settings.ts";
import { startStaticPods } from "./static-pods.ts";

export interface NodeOptions {
  readonly settings: Settings;
  readonly version: string;
  readonly kube: Kube;
  readonly name: string;
  readonly address: string;
  readonly isServer: boolean;
}

/** Registers this machine as the kubelet does, and plays the life of its pods. */
export async function startNode(options: NodeOptions): Promise<void> {
  const { kube, name, settings, isServer } = options;
  checkKernel(settings);
  if (isServer) startStaticPods(kube, name);
  const path = `/api/v1/nodes/${name}`;
  while (!(await register(options).catch(() => false))) await sleep(500);
  log("info", `Successfully registered node ${name}`);
  // Its settings of the kubelet hold for as long as it runs: what somebody else changes is left alone.
  await kube.patch(`${path}/status`, { status: statusOf(options) });
  startPart("kwok", [
    `--kubeconfig=${isServer ? paths.kubeconfigFile : agentKubeconfig(kube)}`,
    `--manage-single-node=${name}`,
    "--node-lease-duration-seconds=40",
    "--server-address=127.0.0.1:10247",
    ...readdirSync(paths.stages).map((file) => `--config=${join(paths.stages, file)}`),
  ]);
  runPods(options, settings.one("flannel-backend") !== "none" && isServer);
}

/** Labels and taints are given once, when the node is made (cli/agent: "Registering kubelet with"). */
async function register({
  kube,
  name,
  settings,
  isServer,
  address,
}: NodeOptions): Promise<boolean> {
  const path = `/api/v1/nodes/${name}`;
  if (await kube.get(path)) return true;
  const pairs = (key: string): [string, string][] =>
    settings.whole(key).map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const role = isServer
    ? { "node-role.kubernetes.io/control-plane": "true", "node-role.kubernetes.io/etcd": "true" }
    : {};
  const taints = settings.whole("node-taint").map((text) => {
    const [, key = "", value = "", effect = ""] =
      /^([^=:]+)=?([^:]*):(\w+)$/.exec(text) ?? fatal(`invalid taint spec: ${text}`);
    return { key, effect, ...(value && { value }) };
  });
  const answer = await kube.ask("POST", "/api/v1/nodes", {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "node.kubernetes.io/instance-type": "k3s",
        ...simulated,
        ...role,
        ...Object.fromEntries(pairs("node-label")),
      },
      annotations: {
        ...simulated,
        "k3s.io/internal-ip": address,
        "k3s.io/hostname": name,
      },
    },
    spec: { taints },
  });
  if (answer.status >= 400 && answer.status !== 409)
    log("error", `Unable to register node with API server: ${answer.message}`);
  return answer.status < 300 || answer.status === 409;
}

function statusOf({ settings, name, address, version }: NodeOptions): object {
  const { cpu, memory } = machineSize();
  const reserved = { cpu: 0, memory: 0 };
  for (const argument of settings.whole("kubelet-arg")) {
    const [, list = ""] = /^(?:system|kube)-reserved=(.+)$/.exec(argument) ?? [];
    for (const [, key, value = "0"] of list.matchAll(/(cpu|memory)=([^,]+)/g))
      reserved[key as "cpu" | "memory"] += parseQuantity(value);
  }
  const at = new Date().toISOString();
  const message =
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized";
  return {
    capacity: { cpu: String(cpu), memory: String(memory), pods: "110" },
    allocatable: {
      cpu: `${Math.round((cpu - reserved.cpu) * 1000)}m`,
      memory: String(memory - reserved.memory),
      pods: "110",
    },
    addresses: [
      { type: "InternalIP", address },
      { type: "Hostname", address: name },
    ],
    nodeInfo: nodeInfo(version),
    conditions: [
      {
        type: "Ready",
        status: "False",
        reason: "KubeletNotReady",
        message,
        lastHeartbeatTime: at,
        lastTransitionTime: at,
      },
    ],
  };
}

function nodeInfo(kubeletVersion: string): object {
  const empty = Object.fromEntries(
    ["bootID", "kubeProxyVersion", "kernelVersion"].map((key) => [key, ""]),
  );
  return {
    ...empty,
    kubeletVersion,
    architecture: "amd64",
    operatingSystem: "linux",
    osImage: "Debian GNU/Linux",
    containerRuntimeVersion: "containerd://2.1.4-k3s1",
    machineID: readFileSync("/etc/hostname", "utf8").trim(),
    systemUUID: readFileSync("/etc/hostname", "utf8").trim(),
  };
}

function agentKubeconfig({ server, token, ca }: Kube): string {
  const file = `${paths.data}/agent/kubelet.kubeconfig`;
  writeFileSync(file, JSON.stringify(kubeconfigOf("default", server, ca, token)), { mode: 0o600 });
  return file;
}

/** With protect-kernel-defaults the kubelet does not start beside other values of the kernel (security/hardening-guide). */
function checkKernel(settings: Settings): void {
  if (!settings.isOn("protect-kernel-defaults")) return;
  const kept = existsSync("/run/sysctl.json")
    ? (load(readFileSync("/run/sysctl.json", "utf8")) as Record<string, string>)
    : {};
  const wanted = {
    "vm.overcommit_memory": "1",
    "vm.panic_on_oom": "0",
    "kernel.panic": "10",
    "kernel.panic_on_oops": "1",
  };
  for (const [key, value] of Object.entries(wanted)) {
    const path = key.replaceAll(".", "/");
    const actual = kept[key] ?? readFileSync(`/proc/sys/${path}`, "utf8").trim();
    if (actual !== value)
      fatal(
        `kubelet exited: invalid kernel flag: ${path}, expected value: ${value}, actual value: ${actual}`,
      );
  }
}
