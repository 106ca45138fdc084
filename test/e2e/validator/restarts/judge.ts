import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { review } from "../../../../lib/review/review.ts";
import { shop } from "../../../scripts/review/shop.ts";
import type { Kube, KubeObject } from "../../kube.ts";
import { patience } from "../../wait.ts";
import type { Api } from "../api.ts";
import { applied } from "../transitions/judge.ts";
import type { Pair } from "../transitions/pairs.ts";

/** What both sides say of one pair. */
export interface Restart extends Pair {
  /** Whether the controller made pods of another revision; undefined where it does not get to it. */
  readonly isReplaced: boolean | undefined;
  /** What the review says of it; undefined where it says nothing. */
  readonly told: string | undefined;
}

interface Spec {
  readonly replicas?: number;
  readonly paused?: boolean;
}

/** Applies one side after the other; nothing where one is refused, or no pod ran that could be replaced. */
export async function judgeRestart(kube: Kube, api: Api, pair: Pair): Promise<Restart | undefined> {
  const { before, after } = pair;
  const [had, has] = [before, after].map(({ spec }) => (spec as Spec | undefined) ?? {});
  if (had?.replicas === 0 || has?.replicas === 0 || had?.paused) return undefined;
  const path = `${(await api.collectionOf(before))!}/${before.metadata.name}`;
  const dry = `${path}?${applied}&dryRun=All`;
  if ((await kube.ask("PATCH", dry, after)).status >= 300) return undefined;
  if ((await kube.ask("PATCH", `${path}?${applied}`, before)).status >= 300) return undefined;
  try {
    const old = await revisionOf(kube, path);
    if (old === undefined) return { ...pair, isReplaced: undefined, told: undefined };
    if ((await kube.ask("PATCH", `${path}?${applied}`, after)).status >= 300) return undefined;
    const { findings } = review(shop([before], []).before, shop([], [after]).after);
    const told = findings.find(({ rule }) => rule === "restarts")?.message;
    return { ...pair, isReplaced: await isOther(kube, path, old, told !== undefined), told };
  } finally {
    await kube.delete(`${path}?propagationPolicy=Orphan`);
    await kube.patch(path, { metadata: { finalizers: null } });
  }
}

/** What a controller does at once, it does in more than one step: it scales before it replaces. */
async function isOther(
  kube: Kube,
  path: string,
  old: string,
  isExpected: boolean,
): Promise<boolean | undefined> {
  const looks = isExpected ? 40 : 3;
  for (let look = 0; look < looks; look++) {
    const own = await revisionOf(kube, path);
    if (own !== old) return own === undefined ? undefined : true;
    await sleep(250);
  }
  return false;
}

/** The revision of its pods, when its controller has seen all of it; undefined where that never happens. */
async function revisionOf(kube: Kube, path: string): Promise<string | undefined> {
  const end = Date.now() + 10_000 * patience;
  while (Date.now() < end) {
    const object = await kube.get(path);
    const { observedGeneration = 0 } = (object?.["status"] ?? {}) as Status;
    if (object && observedGeneration >= (object.metadata.generation ?? 0)) {
      const revision = object["spec"].paused
        ? (annotation(object) ?? "none")
        : await seenRevision(kube, path, object);
      if (revision !== undefined) return revision;
    }
    await sleep(200);
  }
  return undefined;
}

interface Status {
  readonly observedGeneration?: number;
  readonly updateRevision?: string;
}

/** Of a Deployment the number of its ReplicaSet, of a StatefulSet the name of its ControllerRevision, of a DaemonSet the newest. */
async function seenRevision(
  kube: Kube,
  path: string,
  object: KubeObject,
): Promise<string | undefined> {
  const { kind, metadata } = object;
  if (kind === "Deployment") return annotation(object);
  if (kind === "StatefulSet") return (object["status"] as Status).updateRevision;
  const collection = path.replace(/\/daemonsets\/.*/, "/controllerrevisions");
  const labels = Object.entries(
    (object["spec"].template.metadata.labels ?? {}) as Readonly<Record<string, string>>,
  );
  const selector = labels.map(([key, value]) => `${key}=${value}`).join(",");
  const all = await kube.list(`${collection}?labelSelector=${encodeURIComponent(selector)}`);
  const own = all
    .filter((one) => one.metadata.ownerReferences?.[0]?.uid === metadata.uid)
    .toSorted((one, other) => Number(other["revision"]) - Number(one["revision"]));
  return own[0]?.metadata.name;
}

function annotation({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.["deployment.kubernetes.io/revision"];
}

/** Whether an object is of a kind that keeps pods running. */
export function keepsPods({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === "apps/v1" && ["DaemonSet", "Deployment", "StatefulSet"].includes(kind);
}
