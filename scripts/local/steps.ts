import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pathOf } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { parseQuantity } from "../../lib/kubernetes/quantity.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { failure } from "../tell/failure.ts";
import { Kubectl } from "../kube/kubectl.ts";
import type { Step } from "../run/step.ts";
import type { LocalCluster } from "./config.ts";
import { k3dConfig } from "./config.ts";
import { hasContainers, stateOf } from "./k3d.ts";

const host = "here";
const project = fileURLToPath(new URL("../..", import.meta.url));

/** Creating a cluster pulls its images the first time. */
const createSeconds = 600;

/** From nothing to a cluster with its namespaces. Each looks at what there is. */
export function upSteps(local: LocalCluster, plan: ClusterPlan): readonly Step[] {
  return [...containerSteps(local), clusterStep(local), ...namespaceSteps(plan)];
}

/** On macOS a virtual machine runs the containers; elsewhere the system does. */
function containerSteps({ runtime: { virtualMachine } }: LocalCluster): Step[] {
  const isVirtual = process.platform === "darwin" && virtualMachine;
  const { cpu = 0, memory = "0", disk = "0" } = virtualMachine ?? {};
  const sizes = ["--cpu", String(cpu), "--memory", gibibytes(memory), "--disk", gibibytes(disk)];
  const start = ["colima", "start", "--runtime", "docker", "--network-address", ...sizes];
  return [
    {
      name: "containers can be started",
      host,
      isDone: hasContainers,
      actions: () => (isVirtual ? [{ argv: start, timeoutSeconds: createSeconds }] : []),
      look: isVirtual ? "colima status" : "docker version, and: systemctl status docker",
    },
  ];
}

function gibibytes(quantity: string): string {
  return String(Math.round(parseQuantity(quantity) / 2 ** 30));
}

function clusterStep(local: LocalCluster): Step {
  const { name } = local.cluster;
  return {
    name: `cluster ${name} runs`,
    host,
    isDone: async () => (await stateOf(name)) === "running",
    actions: async () =>
      (await stateOf(name)) === "stopped"
        ? [{ argv: ["k3d", "cluster", "start", name], timeoutSeconds: createSeconds }]
        : [createAction(local)],
    look: `docker logs k3d-${name}-server-0`,
  };
}

/** k3d reads its configuration from standard input when it is "-" (k3d docs: usage/configfile). */
export function createAction(local: LocalCluster) {
  return {
    argv: ["k3d", "cluster", "create", "--config", "-"],
    input: toYaml(k3dConfig(local)),
    timeoutSeconds: createSeconds,
  };
}

/** Those of dist/, so that Argo CD finds what it would make. */
function namespaceSteps(plan: ClusterPlan): Step[] {
  const { cluster, applications } = plan;
  const kubectl = new Kubectl(cluster, undefined, 0);
  const application = applications.find(({ name }) => name === "namespaces");
  if (!application) return [];
  // Beside them stand the policies of their pods.
  const names = application.manifests
    .filter(({ kind }) => kind === "Namespace")
    .map(({ metadata }) => metadata.name);
  const step: Step = {
    name: `namespaces ${names.join(", ")} are there`,
    host,
    isDone: async () => {
      const found = (await kubectl.list<{ metadata: { name: string } }>("namespaces")) ?? [];
      return names.every((name) => found.some(({ metadata }) => metadata.name === name));
    },
    actions: () => [
      {
        argv: kubectl.argv(
          "apply",
          "--server-side",
          "--field-manager=argocd-controller",
          "--filename",
          "-",
        ),
        input: filesIn(pathOf(application)).join("---\n"),
      },
    ],
    look: kubectl.line("get", "namespaces"),
  };
  return [step];
}

/** Contents of files of dist/, in the order of their names. */
function filesIn(folder: string): string[] {
  const path = join(project, folder);
  if (!existsSync(path)) throw failure(folder, "is not there; write it: npm run synth");
  return readdirSync(path)
    .sort()
    .map((file) => readFileSync(join(path, file), "utf8"));
}
