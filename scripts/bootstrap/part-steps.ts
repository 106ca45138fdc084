import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Pod } from "../kube/objects.ts";
import { isPodOf } from "../kube/pod-trouble.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import type { Part } from "./objects.ts";
import { stuckPods } from "./stuck-pods.ts";

/** A workload as the cluster has it. */
export interface Live {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly [count: string]: unknown;
  };
}

/** Definitions, then what workloads read, then workloads: each is there before the next begins. */
export function partSteps(kubectl: Kubectl, part: Part): Step[] {
  const { name, definitions, settings, workloads } = part;
  const step = (what: string, objects: readonly Manifest[], isReady: (live: Live) => boolean) => ({
    name: `${kubectl.cluster.name}: ${name}: ${what}`,
    host: "here",
    isDone: () => isIn(kubectl, objects, workloads, isReady),
    actions: () => (objects.length === 0 ? [] : [kubectl.apply(listOf(objects))]),
    waitSeconds: 600,
    why: () => missing(kubectl, objects, isReady),
    look: kubectl.line("get", "pods", "--all-namespaces", "--output=wide"),
  });
  return [
    step("definitions", definitions, isEstablished),
    step("settings", settings, () => true),
    step("workloads", workloads, isRolledOut),
  ];
}

/** In as they are, or already in the hands of Argo CD, which knows better what they have become. */
async function isIn(
  kubectl: Kubectl,
  objects: readonly Manifest[],
  workloads: readonly Manifest[],
  isReady: (live: Live) => boolean,
): Promise<boolean> {
  if (objects.length === 0) return true;
  const live = await read(kubectl, objects);
  if (live.length < objects.length || !live.every(isReady)) return false;
  const owners = objects === workloads ? live : await read(kubectl, workloads);
  if (owners.some(({ metadata }) => metadata.annotations?.["argocd.argoproj.io/tracking-id"]))
    return true;
  return kubectl.isApplied(objects);
}

async function read(kubectl: Kubectl, objects: readonly Manifest[]): Promise<readonly Live[]> {
  const names = objects.map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    metadata: { name: metadata.name, namespace: metadata.namespace },
  }));
  const args = ["get", "--filename=-", "--ignore-not-found", "--output=json"];
  const { exitCode, stdout } = await kubectl.try(args, { input: listOf(names) });
  if (exitCode !== 0 || stdout.trim() === "") return [];
  const found = JSON.parse(stdout) as Live & { readonly items?: readonly Live[] };
  return found.items ?? [found];
}

function isEstablished({ status }: Live): boolean {
  const conditions = status?.conditions ?? [];
  return conditions.some(({ type, status: is }) => type === "Established" && is === "True");
}

/** As `kubectl rollout status` sees it. */
export function isRolledOut({ kind, metadata, spec, status = {} }: Live): boolean {
  if (kind === "Job" || kind === "CronJob") return true;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  if (kind === "DaemonSet") {
    const wanted = status["desiredNumberScheduled"] as number | undefined;
    return wanted !== undefined && wanted > 0 && status["numberReady"] === wanted;
  }
  return ((status["readyReplicas"] as number | undefined) ?? 0) >= (spec?.replicas ?? 1);
}

async function missing(
  kubectl: Kubectl,
  objects: readonly Manifest[],
  isReady: (live: Live) => boolean,
): Promise<string> {
  const live = await read(kubectl, objects);
  const bad = objects.filter(
    ({ kind, metadata }) =>
      !live.some((one) => one.kind === kind && one.metadata.name === metadata.name && isReady(one)),
  );
  const names = bad.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const workloads = new Set(bad.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const isOwn = (pod: Pod): boolean => isPodOf(pod, workloads);
  return [`not ready: ${names.join(", ")}`, ...(await stuckPods(kubectl, isOwn))].join("; ");
}
