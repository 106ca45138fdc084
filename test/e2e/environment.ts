import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { Server } from "node:https";
import { join } from "node:path";
import { load } from "js-yaml";
import { charts } from "../../imports/charts.ts";
import { applicationHealthCheck } from "../../lib/argocd/health.ts";
import { argocdNamespace } from "../../lib/argocd/names.ts";
import type { Cluster, Fleet } from "../../lib/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import { startEtcd } from "./api-server.ts";
import { startArgoCd } from "./argocd.ts";
import { issueCertificate } from "./authority.ts";
import { ChartServer } from "./chart-server.ts";
import { writeStandInCharts } from "./charts/stand-ins.ts";
import { startControlPlane } from "./control-plane.ts";
import { serveGit } from "./git-server.ts";
import type { Kube } from "./kube.ts";
import { addAddress, resolveHere } from "./namespace.ts";
import { Origin } from "./origin.ts";
import { Processes } from "./processes.ts";
import { buildTools } from "./tools.ts";

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
  readonly auditLog: string;
  /** The cluster whose Argo CD syncs it: itself, or the hub. */
  readonly syncedBy: string;
}

/** What is killed as a crash would, and started again. */
export type Killable = "application-controller" | "repo-server" | "redis" | "kube-apiserver";

export interface KillOptions {
  /** The one it serves; the hub by default. */
  readonly cluster?: string;
  readonly restartAfterMilliseconds?: number;
}

export interface Environment {
  /** Logs, data and kubeconfigs of this run. */
  readonly directory: string;
  readonly fleet: Fleet;
  readonly clusters: ReadonlyMap<string, TestCluster>;
  /** The git repository of the fleet, served over HTTPS. */
  readonly origin: Origin;
  /** Secrets of the fleet by their path in the store, `<cluster>/<namespace>/<name>`, with plain values. */
  readonly vault: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Applies the root Applications of dist/ (of all clusters by default): from here on Argo CD syncs. */
  applyRoots(...clusters: readonly string[]): Promise<void>;
  /** SIGKILL, and the same program again. */
  kill(process: Killable, options?: KillOptions): Promise<void>;
  /** Programs that ended without being asked to, with the last lines of their logs. */
  ended(): string[];
  stop(): void;
}

/** What a test makes quicker than a house would have it. */
export interface Timing {
  /** After which Argo CD looks at an Application again without being woken. */
  readonly resyncSeconds: number;
  /** Argo CD's own default is 2. */
  readonly waveDelaySeconds: number;
  /** After which the guard calls a sync or a rollout stuck. */
  readonly stallSeconds: number;
}

export const defaultTiming: Timing = { resyncSeconds: 10, waveDelaySeconds: 2, stallSeconds: 60 };

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
  /** The health check of kind Application; Strata's by default, none when empty. */
  readonly healthCheck?: string;
}

/** Starts everything; needs a network namespace of its own. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { fleet, directory, say } = options;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const tools = await buildTools(say);
  const processes = new Processes(directory);
  const web = await serveOrigins(options);
  try {
    const timing = { ...defaultTiming, ...options.timing };
    const clusters = fleet.clusters.filter(({ name }) => options.clusters.includes(name));
    const shared = { tools, directory, processes };
    const etcd = startEtcd(shared);
    for (const { endpoint } of clusters) addAddress(endpoint);
    const servers = await Promise.all(
      clusters.map((cluster) => startControlPlane(cluster, { ...shared, etcd })),
    );
    say(`API servers of ${clusters.map(({ name }) => name).join(", ")} answer`);
    const check = options.healthCheck ?? applicationHealthCheck(timing.stallSeconds);
    const settings: Record<string, string> = check ? { [healthCheckKey]: check } : {};
    for (const [index, cluster] of clusters.entries()) {
      await createBootstrapSecrets(servers[index]!.kube, cluster);
      if (cluster.argocd === "hub") continue;
      await startArgoCd(servers[index]!, { ...shared, ...web, timing, settings, index });
      say(`Argo CD of ${cluster.name} runs`);
    }
    return assemble(options, { clusters, servers, processes, ...web });
  } catch (error) {
    processes.stopAll();
    web.server.close();
    throw error;
  }
}

export const healthCheckKey = "resource.customizations.health.argoproj.io_Application";

interface Web {
  readonly server: Server;
  readonly origin: Origin;
  readonly hosts: readonly string[];
  readonly ca: string;
}

/** The git server and the chart repositories, under the names that dist/ has for them. */
async function serveOrigins({
  fleet,
  directory,
  charts: archives,
}: EnvironmentOptions): Promise<Web> {
  const all = Object.values(charts);
  const gitHost = new URL(fleet.repository.url).host;
  const hosts = [gitHost, ...new Set(all.map(({ repository }) => new URL(repository).host))];
  const { ca, ...certificate } = issueCertificate(directory, hosts);
  const standIns = join(directory, "charts");
  if (!archives) writeStandInCharts(fleet, standIns);
  const chartServer = new ChartServer(all, archives ?? standIns);
  const git = join(directory, "git");
  const origin = await Origin.create(fleet, git, join(directory, "clone"));
  resolveHere(hosts, directory);
  const server = createServer(certificate, (request, response) => {
    if (request.headers.host === gitHost) serveGit(git, request, response);
    else chartServer.serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(443, "127.0.0.1", resolve));
  return { server, origin, hosts, ca };
}

/** What a cluster has before GitOps starts, with values that mean nothing. */
async function createBootstrapSecrets(kube: Kube, cluster: Cluster): Promise<void> {
  for (const [path, keys] of Object.entries(cluster.secretsFromBootstrap ?? {})) {
    const [namespace = "", name = ""] = path.split("/");
    const metadata = { name, namespace };
    const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(8).toString("hex")]));
    const base = `/api/v1/namespaces/${namespace}`;
    await kube.apply(base, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await kube.apply(`${base}/secrets/${name}`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      stringData,
    });
  }
}

interface Parts extends Web {
  readonly clusters: readonly Cluster[];
  readonly servers: readonly ApiServer[];
  readonly processes: Processes;
}

function assemble(options: EnvironmentOptions, parts: Parts): Environment {
  const { fleet, directory } = options;
  const { clusters, servers, processes, origin, server } = parts;
  const running = new Map(
    clusters.map((cluster, i): [string, TestCluster] => {
      const { name, kube, kubeconfig, auditLog } = servers[i]!;
      const syncedBy = cluster.argocd === "self" ? name : fleet.hub;
      return [name, { name, cluster, kube, kubeconfig, auditLog, syncedBy }];
    }),
  );
  return {
    directory,
    fleet,
    origin,
    clusters: running,
    vault: clusterCredentials(fleet, servers),
    async applyRoots(...names) {
      for (const name of names.length > 0 ? names : running.keys()) {
        const file = join(origin.clone, "dist", name, "root.yaml");
        const root = load(readFileSync(file, "utf8")) as object;
        const { kube } = running.get(running.get(name)!.syncedBy)!;
        await kube.apply(`${applicationsPath}/${name}-root`, root);
      }
    },
    async kill(program, { cluster = fleet.hub, restartAfterMilliseconds = 1000 } = {}) {
      await processes.kill(`${cluster}-${program}`, restartAfterMilliseconds);
    },
    ended: () => processes.ended(),
    stop() {
      processes.stopAll();
      server.closeAllConnections();
      server.close();
    },
  };
}

export const applicationsPath = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`;

/** What the hub's cluster Secrets are made from. A cluster that does not run has credentials that lead nowhere. */
function clusterCredentials(fleet: Fleet, servers: readonly ApiServer[]): Environment["vault"] {
  const synced = fleet.clusters.filter(({ argocd }) => argocd === "hub");
  return new Map(
    synced.map(({ name }) => {
      const { token, ca } = servers.find((server) => server.name === name) ?? servers[0]!;
      const values = { token, ca: Buffer.from(ca).toString("base64") };
      return [`${fleet.hub}/${argocdNamespace}/cluster-${name}`, values];
    }),
  );
}
