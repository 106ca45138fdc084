import { isDeepStrictEqual } from "node:util";
import { applicationName } from "../../lib/order/names.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Environment } from "./environment.ts";
import type { KubeObject } from "./kube.ts";
import { until } from "./wait.ts";
import { planOf } from "./plans.ts";

/**
 * Waits until every Application of these clusters (all by default) is Synced and Healthy with what the branch of the
 * clone says. Says what is not where it takes too long.
 */
export async function settled(
  environment: Environment,
  seconds: number,
  fleet = environment.fleet,
): Promise<void> {
  const head = await environment.origin.git("rev-parse", "HEAD");
  const wanted = fleet.clusters
    .filter(({ name }) => environment.clusters.has(name))
    .map((cluster) => ({
      name: cluster.name,
      applications: planOf(cluster).applications.map(applicationName),
    }));
  const missing = (): string[] =>
    wanted.flatMap(({ name, applications }) => {
      const find = applicationsBy(environment, name);
      const root = find(`${name}-root`);
      return [
        ...(root ? isAt(root, head) : [`${name}-root is not there`]),
        ...applications.flatMap((application) => {
          const found = find(application);
          return found ? isSettled(found) : [`${application} is not there`];
        }),
      ];
    });
  try {
    const ended = (): boolean => environment.ended().length > 0;
    await until("a settled fleet", () => ended() || missing().length === 0, seconds);
    if (!ended()) return;
    throw new Error("a program ended");
  } catch {
    const found = missing().map((line) => ({ place: "e2e", message: line }));
    throw new FleetError([
      ...found,
      ...environment.ended().map((message) => ({ place: "e2e", message })),
    ]);
  }
}

/** Finds an Application of a cluster by its name, where Argo CD has it. */
export function applicationsBy(
  { clusters }: Environment,
  cluster: string,
): (name: string) => KubeObject | undefined {
  const { view } = clusters.get(clusters.get(cluster)!.syncedBy)!.world;
  return (name) => view.find("argoproj.io/Application", "argocd", name);
}

function isAt(root: KubeObject, head: string): string[] {
  const revision = (root["status"] as { sync?: { revision?: string } } | undefined)?.sync?.revision;
  const stale =
    revision === head ? [] : [`${root.metadata.name} has revision ${revision}, not ${head}`];
  return [...stale, ...isSettled(root)];
}

/** What keeps an Application from being settled, in words; nothing when it is. */
function isSettled({ metadata, spec, status = {} }: KubeObject): string[] {
  const { sync = {}, health = {}, operationState = {}, conditions = [] } = status as Status;
  const compared = spec.sources
    ? isDeepStrictEqual(sync.comparedTo?.sources, spec.sources)
    : isDeepStrictEqual(sync.comparedTo?.source, spec.source);
  const isDone = operationState.phase === "Succeeded" || operationState.phase === undefined;
  if (sync.status === "Synced" && health.status === "Healthy" && compared && isDone) return [];
  const state = `${sync.status} and ${health.status}${compared ? "" : ", of an older spec"}`;
  const messages = [operationState, health, ...conditions].flatMap(({ message = [] }) => message);
  return [`${metadata.name} is ${state}, ${operationState.phase}; ${messages.join("; ")}`];
}

interface Message {
  readonly message?: string;
}

interface Status {
  readonly sync?: {
    readonly status?: string;
    readonly comparedTo?: { readonly source?: object; readonly sources?: object };
  };
  readonly health?: Message & { readonly status?: string };
  readonly operationState?: Message & { readonly phase?: string };
  readonly conditions?: readonly Message[];
}
