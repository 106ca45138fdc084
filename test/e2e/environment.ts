import type { Fleet } from "../../lib/cluster.ts";
import type { Kube } from "./kube.ts";
import type { Origin } from "./origin.ts";

/** A running cluster: etcd, API server, controller manager, scheduler, simulated nodes. */
export interface TestCluster {
  /** As in clusters/. */
  readonly name: string;
  /** With all rights. */
  readonly kube: Kube;
  /** File, for kubectl. */
  readonly kubeconfig: string;
  /** File of JSON lines: every create, update, patch and delete, once answered, without bodies. */
  readonly auditLog: string;
  /** The cluster whose Argo CD syncs it: itself, or the hub. */
  readonly syncedBy: string;
}

/** What one of these stood for is killed as a crash would, and started again. */
export type Killable = "application-controller" | "repo-server" | "redis" | "kube-apiserver";

export interface Environment {
  /** Logs, data and kubeconfigs of this run. */
  readonly directory: string;
  readonly fleet: Fleet;
  readonly clusters: ReadonlyMap<string, TestCluster>;
  /** The git repository of the fleet, served over HTTPS. */
  readonly origin: Origin;
  /** Secrets of the fleet by their path in the store, `<cluster>/<namespace>/<name>`, with plain values. */
  readonly vault: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** SIGKILL, and the same program again. `cluster` names the one it serves; the hub by default. */
  kill(process: Killable, options?: KillOptions): Promise<void>;
  /** Applies the root Application of these clusters (all of them by default): from here on Argo CD syncs. */
  applyRoots(...clusters: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface KillOptions {
  readonly cluster?: string;
  readonly restartAfterMilliseconds?: number;
}

export interface EnvironmentOptions {
  readonly fleet: Fleet;
  /** Names of the clusters to run; a hub is needed by what it syncs. */
  readonly clusters: readonly string[];
  /** Where logs and data go; emptied first. */
  readonly directory: string;
  readonly say: (line: string) => void;
  readonly timing?: Partial<Timing>;
  /** Directory of real chart archives; stand-ins are generated without it. */
  readonly charts?: string;
  /** The health check of kind Application; that of dist/ with `timing.stallSeconds` by default. */
  readonly healthCheck?: string;
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
