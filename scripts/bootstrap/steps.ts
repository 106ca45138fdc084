import { applicationName } from "../../lib/order/names.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { clusterSteps } from "../node/join-steps.ts";
import { runsId } from "../node/k3s-steps.ts";
import type { NodeObject } from "../node/node-object.ts";
import { isReadyNode } from "../node/node-object.ts";
import type { Target } from "../node/target.ts";
import { isServer, targetsOfCluster } from "../node/target.ts";
import type { Report } from "../tell/report.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { idOf } from "../run/step.ts";
import { forgetStep } from "./forget-steps.ts";
import { publishedStep } from "./git-step.ts";
import { hubSteps } from "./hub-steps.ts";
import { kubeconfigStep } from "./kubeconfig-step.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { deployerOf, networkOf, partOf } from "./objects.ts";
import { partSteps } from "./part-steps.ts";
import type { GivenSecrets } from "./secret-steps.ts";
import { bootstrapSecretSteps, repositorySecretSteps } from "./secret-steps.ts";
import { sealingKeySteps } from "./sealing-key-steps.ts";
import { syncSteps } from "./sync-steps.ts";

export interface Bootstrap {
  readonly ssh: Ssh;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly fleet: Fleet;
  /** With the charts of its network and its Argo CD rendered. */
  readonly plan: ClusterPlan;
  /** The server that makes the cluster; absent when the one that did is no more. */
  readonly maker: Target | undefined;
  /** Of the cluster whose Argo CD syncs this one; absent when that is its own. */
  readonly hubPlan?: ClusterPlan;
  readonly given: GivenSecrets;
}

/** From machines with an SSH server to a cluster that git rules. */
export function bootstrapSteps(bootstrap: Bootstrap): Step[] {
  const { ssh, signal, report, fleet, plan, maker, hubPlan } = bootstrap;
  const { cluster } = plan;
  const targets = targetsOfCluster(fleet, cluster);
  const first = maker ?? targets.find(isServer)!;
  const kubectl = new Kubectl(cluster, signal);
  const published = publishedStep(fleet, cluster);
  return [
    published,
    ...allAfter(published, clusterSteps(ssh, targets, maker)),
    kubeconfigStep(ssh, kubectl, first, [runsId(first)]),
    registeredStep(kubectl, targets),
    ...insideSteps(kubectl, bootstrap),
    ...(hubPlan
      ? memberSteps(bootstrap, kubectl, hubPlan)
      : syncSteps({ kubectl, argo: kubectl, fleet, plan, report })),
  ];
}

/** Nothing begins on a machine before this step is done. */
function allAfter(step: Step, others: readonly Step[]): Step[] {
  const begun = new Set<string>();
  return others.map((other) => {
    if (begun.has(other.host)) return other;
    begun.add(other.host);
    return { ...other, after: [...(other.after ?? []), idOf(step)] };
  });
}

/** The same for a cluster in containers, which is there already. */
export function containerSteps(bootstrap: Pick<Bootstrap, "fleet"> & Inside): Step[] {
  const { signal, report, fleet, plan } = bootstrap;
  const kubectl = new Kubectl(plan.cluster, signal);
  return [
    publishedStep(fleet, plan.cluster),
    ...insideSteps(kubectl, bootstrap),
    ...syncSteps({ kubectl, argo: kubectl, fleet, plan, report }),
  ];
}

type Inside = Pick<Bootstrap, "signal" | "report" | "plan" | "given">;

/** What a cluster needs inside before git can rule. */
function insideSteps(kubectl: Kubectl, { signal, report, plan, given }: Inside): Step[] {
  const network = networkOf(plan.cluster);
  const deployer = deployerOf(plan.cluster);
  return [
    ...(network ? partSteps(kubectl, partOf(plan, network.name)) : []),
    readyStep(kubectl),
    ...bootstrapSecretSteps(kubectl, plan, given),
    ...repositorySecretSteps(kubectl, plan, given),
    ...sealingKeySteps(kubectl, plan, report, signal),
    ...(deployer ? partSteps(kubectl, partOf(plan, deployer.name)) : []),
  ];
}

function memberSteps(
  { ssh, signal, report, fleet, plan }: Bootstrap,
  kubectl: Kubectl,
  hubPlan: ClusterPlan,
): Step[] {
  const hub = new Kubectl(hubPlan.cluster, signal);
  const server = targetsOfCluster(fleet, hubPlan.cluster).find(isServer)!;
  return [
    kubeconfigStep(ssh, hub, server, []),
    forgetStep(fleet, kubectl, hub),
    ...hubSteps(kubectl, hub, hubPlan),
    ...syncSteps({ kubectl, argo: hub, fleet, plan, report }),
  ];
}

/** Registered, not Ready: without a network that is all that they can be. */
function registeredStep(kubectl: Kubectl, targets: readonly Target[]): Step {
  const names = targets.map(({ node }) => node.name);
  return {
    name: `${kubectl.cluster.name}: its ${names.length} nodes are registered`,
    host: "here",
    after: targets.map(registeredId),
    async isDone() {
      const nodes = await kubectl.get<{ items: NodeObject[] }>("nodes");
      const found = nodes?.items.map(({ metadata }) => metadata.name) ?? [];
      return names.every((name) => found.includes(name));
    },
    actions: () => [],
    waitSeconds: 60,
    look: kubectl.line("get", "nodes"),
  };
}

function registeredId({ machine }: Target): string {
  return `${machine.name}: has its labels and annotations`;
}

function readyStep(kubectl: Kubectl): Step {
  const late = async (): Promise<string[]> => {
    const nodes = await kubectl.get<{ items: NodeObject[] }>("nodes");
    const items = nodes?.items ?? [];
    return items.filter((node) => !isReadyNode(node)).map(({ metadata }) => metadata.name);
  };
  return {
    name: `${kubectl.cluster.name}: its nodes are Ready, pods can talk`,
    host: "here",
    isDone: async () => (await late()).length === 0,
    actions: () => [],
    waitSeconds: 300,
    why: async () => `not Ready: ${(await late()).join(", ")}`,
    look: kubectl.line("describe", "nodes"),
  };
}

/** The Applications of a cluster, for messages. */
export function applicationsOf(plan: ClusterPlan): string[] {
  return plan.applications.map(applicationName);
}
