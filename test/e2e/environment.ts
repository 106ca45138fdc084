import { applyRoot } from "./root.ts";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  applicationHealthKey,
  defaultWaveDelaySeconds,
  healthChecks,
} from "../../lib/emit/health.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { argoClusterOf, firstCluster } from "../../lib/model/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import { startArgoCd } from "./argocd.ts";
import type { Write } from "./audit.ts";
import { readWrites } from "./audit.ts";
import { createBootstrapSecrets, createClusterSecrets } from "./bootstrap.ts";
import { writesFromStamps } from "./existing/stamps.ts";
import type { Kube, KubeObject } from "./kube.ts";
import { startNetwork } from "./network.ts";
import type { Origin } from "./origin.ts";
import { Processes } from "./processes.ts";
import { Recorder } from "./record.ts";
import type { StandIns } from "./stand-ins/index.ts";
import { startStandIns, worldOf } from "./stand-ins/index.ts";
import type { World } from "./stand-ins/row.ts";
import type { RealNodes } from "./real-nodes/start.ts";
import type { Servers } from "./servers.ts";
import { startServers } from "./servers.ts";
import { buildTools } from "./tools.ts";
import type { Web } from "./web.ts";
import { startWeb } from "./web.ts";

/** A running cluster: API server, controller manager, scheduler, simulated nodes. */
export interface TestCluster {
  /** As in clusters/. */
  readonly name: string;
  readonly cluster: Cluster;
  /** With all rights. */
  readonly kube: Kube;
  /** File, for kubectl. */
  readonly kubeconfig: string;
  /** File of JSON lines: every create, update, patch and delete, once answered, without bodies. */
  readonly auditLog?: string;
  /** The cluster whose Argo CD syncs it: itself, or the hub. */
  readonly syncedBy: string;
  readonly world: World;
  readonly standIns: StandIns;
  readonly recorder: Recorder;
}

/** What is killed as a crash would, and started again. */
export type Killable = "application-controller" | "repo-server" | "redis" | "kube-apiserver";

export interface KillOptions {
  /** The one it serves; the hub by default, or the first. */
  readonly cluster?: string;
  readonly restartAfterMilliseconds?: number;
}

export interface Environment {
  /** Logs, data and kubeconfigs of this run. */
  readonly directory: string;
  /** As it was pushed last. */
  fleet: Fleet;
  readonly clusters: ReadonlyMap<string, TestCluster>;
  /** The git repository of the fleet, served over HTTPS. */
  readonly origin: Origin;
  /** Applies the root Applications of dist/ (of all clusters by default): from here on Argo CD syncs. */
  applyRoots(...clusters: readonly string[]): Promise<void>;
  /** Has Argo CD look at the branch now, as the git server's webhook would: whatever tracks it is refreshed. */
  refresh(): Promise<void>;
  /** SIGKILL, and the same program again. */
  kill(process: Killable, options?: KillOptions): Promise<void>;
  /** Stops a program for a while, as a machine under load does. */
  pause(process: Killable, milliseconds: number, options?: KillOptions): Promise<void>;
  /** Gives the Argo CD of a cluster another health check of kind Application; the one it started with by default. */
  useHealthCheck(cluster: string, check?: string): Promise<void>;
  /** The most memory that a program of the hub has taken, in bytes. */
  peakMemory(process: Killable): number;
  /** File of what a program of the hub prints. */
  logOf(process: Killable): string;
  /** Programs that ended without being asked to, with the last lines of their logs. */
  ended(): string[];
  stop(): Promise<void>;
}

/** What a test makes quicker than a house would have it. */
export interface Timing {
  /** After which Argo CD looks at an Application again without being woken: dear where there are many. */
  readonly resyncSeconds: number;
  readonly waveDelaySeconds: number;
  /** After which the guard calls a sync or a rollout stuck. */
  readonly stallSeconds: number;
}

export const defaultTiming: Timing = {
  resyncSeconds: 10,
  waveDelaySeconds: defaultWaveDelaySeconds,
  stallSeconds: 60,
};

export interface EnvironmentOptions {
  readonly fleet: Fleet;
  /** Names of the clusters to run; what the hub syncs needs the hub. */
  readonly clusters: readonly string[];
  /** Where logs and data go; emptied first. */
  readonly directory: string;
  readonly say: (line: string) => void;
  readonly timing?: Partial<Timing>;
  /** Directory of real chart archives; stand-ins are generated without it. */
  readonly charts?: string;
  /** Of a cluster that runs already, which plays the only one. */
  readonly kubeconfig?: string;
  /** Of nodes that run pods, for the only cluster; nodes are simulated without it. */
  readonly realNodes?: RealNodes;
  /** The health check of kind Application; Strata's by default. */
  readonly healthCheck?: string;
  /** Of Argo CD's programs, beside what they need. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Milliseconds by which each piece of what the API server says reaches the application-controller later. */
  readonly answerDelay?: () => number;
  /** Milliseconds that a stand-in of a cluster takes for an object; none by default. */
  readonly delay?: (object: KubeObject, cluster: string) => number;
}

/** Where the API server has the Applications. */
export const applicationsPath = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`;

/** Starts everything. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { fleet, directory, say } = options;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const tools = await buildTools(say);
  const processes = new Processes(directory);
  const shared = { tools, directory, processes };
  const network = await startNetwork(directory);
  const web = await startWeb({ ...options, network });
  let started: Servers | undefined;
  const stop = async (): Promise<void> => {
    processes.stopAll();
    web.close();
    await started?.restore();
  };
  try {
    const clusters = fleet.clusters.filter(({ name }) => options.clusters.includes(name));
    const { kubeconfig, realNodes } = options;
    started = await startServers(clusters, { ...shared, network, kubeconfig, realNodes, say });
    const { servers } = started;
    say(`API servers of ${clusters.map(({ name }) => name).join(", ")} answer`);
    const timing = { ...defaultTiming, ...options.timing };
    const checks = healthChecks(timing.stallSeconds);
    const check = options.healthCheck ?? checks[applicationHealthKey]!;
    const settings = { ...checks, [applicationHealthKey]: check };
    await Promise.all(
      clusters.map(async (cluster, index) => {
        await createBootstrapSecrets(servers[index]!.kube, cluster);
        if (cluster.argocd === "hub") return;
        const { environmentVariables, answerDelay } = options;
        const argocd = {
          ...shared,
          ...web,
          network,
          timing,
          settings,
          index,
          environmentVariables,
        };
        await startArgoCd(servers[index]!, { ...argocd, answerDelay });
        say(`Argo CD of ${cluster.name} starts`);
      }),
    );
    await createClusterSecrets(fleet, servers);
    return assemble({ ...options, healthCheck: check, stop }, servers, processes, web);
  } catch (error) {
    await stop();
    throw error;
  }
}

function assemble(
  options: EnvironmentOptions & { readonly healthCheck: string; stop(): Promise<void> },
  servers: readonly ApiServer[],
  processes: Processes,
  web: Web,
): Environment {
  const { fleet, directory } = options;
  const { origin } = web;
  const first = firstCluster(fleet)!.name;
  const clusters = observe(options, servers);
  return {
    directory,
    fleet,
    origin,
    clusters,
    async applyRoots(...names) {
      for (const name of names.length > 0 ? names : clusters.keys()) {
        const { kube } = clusters.get(clusters.get(name)!.syncedBy)!;
        await applyRoot(kube, join(origin.clone, "dist", name));
      }
    },
    async refresh() {
      const annotations = { "argocd.argoproj.io/refresh": "normal" };
      const branch = `refs/heads/${fleet.repository.branch}`;
      const seers = [...clusters.values()].filter(({ name, syncedBy }) => name === syncedBy);
      const waiting = seers.flatMap(({ world: { view } }) =>
        [...view.of("argoproj.io/Application")]
          .filter(({ spec }) => sourcesOf(spec).some((one) => one.targetRevision === branch))
          .map((object) => view.kube.patch(view.pathOf(object), { metadata: { annotations } })),
      );
      await Promise.all(waiting);
    },
    async kill(program, { cluster = first, restartAfterMilliseconds = 1000 } = {}) {
      await processes.kill(`${cluster}-${program}`, restartAfterMilliseconds);
    },
    async pause(program, milliseconds, { cluster = first } = {}) {
      await processes.pause(`${cluster}-${program}`, milliseconds);
    },
    async useHealthCheck(cluster, check = options.healthCheck) {
      const path = `/api/v1/namespaces/${argocdNamespace}/configmaps/argocd-cm`;
      const { kube } = clusters.get(cluster)!;
      const current = (await kube.get(path))?.["data"] as Record<string, string>;
      if (current[applicationHealthKey] === check) return;
      await kube.patch(path, { data: { [applicationHealthKey]: check } });
      // It takes a new check to heart when it starts.
      await processes.kill(`${cluster}-application-controller`, 0);
    },
    peakMemory: (program) => processes.peakMemory(`${first}-${program}`),
    logOf: (program) => processes.logOf(`${first}-${program}`),
    ended: () => processes.ended(),
    async stop() {
      for (const { standIns, world } of clusters.values()) {
        standIns.stop();
        world.view.stop();
      }
      await options.stop();
    },
  };
}

interface Source {
  readonly targetRevision?: string;
}

function sourcesOf({ source, sources = [] }: { source?: Source; sources?: Source[] }): Source[] {
  return source ? [source] : sources;
}

/** Starts what acts in the clusters and writes down what happens there. */
function observe(
  { fleet, delay, realNodes }: EnvironmentOptions,
  servers: readonly ApiServer[],
): ReadonlyMap<string, TestCluster> {
  const worlds = new Map(
    servers.map(({ name, kube }): [string, World] => {
      const cluster = fleet.clusters.find((one) => one.name === name)!;
      return [name, worldOf(cluster, kube)];
    }),
  );
  return new Map(
    servers.map(({ name, kube, kubeconfig, auditLog }): [string, TestCluster] => {
      const world = worlds.get(name)!;
      const { cluster } = world;
      const syncedBy = argoClusterOf(fleet, cluster).name;
      const writes = async (): Promise<readonly Write[]> =>
        auditLog === undefined ? writesFromStamps(kube) : readWrites(auditLog);
      const recorder = new Recorder(world.view, writes, worlds.get(syncedBy)!.view);
      const standIns = startStandIns(world, {
        delay: (object) => delay?.(object, name) ?? 0,
        besideNodes: realNodes !== undefined,
      });
      return [
        name,
        { name, cluster, kube, kubeconfig, auditLog, syncedBy, world, standIns, recorder },
      ];
    }),
  );
}
