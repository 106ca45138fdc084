/** A part of a volume or all of it, mounted by one pod at a time. */
export interface AppVolume {
  readonly path: string;
  /** A Kubernetes quantity; it can grow, never shrink. */
  readonly size: string;
  /** The cluster's default class when left out. */
  readonly storageClass?: string;
}

export interface AppOptions {
  readonly name: string;
  /** With a tag or digest; `latest` is refused. */
  readonly image: string;
  /** Where it answers HTTP; its Service offers it as port 80, named `http`. */
  readonly port: number;
  /** Served through an Ingress with TLS and a DNS record when given. */
  readonly host?: string;
  /** 1 by default, 2 for a critical app. */
  readonly replicas?: number;
  readonly autoscale?: { readonly min: number; readonly max: number; readonly cpuPercent: number };
  /** Must survive the loss or drain of a node: two replicas, spread, with a PodDisruptionBudget. */
  readonly critical?: boolean;
  /** 250m, 256Mi and limits of 500m, 512Mi by default (seed 002, lines 1425-1437). */
  readonly requests?: { readonly cpu: string; readonly memory: string };
  readonly limits?: { readonly cpu?: string; readonly memory: string };
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables out of Secrets. */
  readonly secrets?: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
  readonly volumes?: Readonly<Record<string, AppVolume>>;
  /** Path of the health checks; `/` by default. */
  readonly healthPath?: string;
  readonly metrics?: { readonly path: string };
  /** Names of apps in the same namespace that may connect to it. */
  readonly allowFrom?: readonly string[];
  /** Names of apps in the same namespace that it connects to. */
  readonly allowTo?: readonly string[];
  /** May open connections out of the cluster over HTTPS. */
  readonly internet?: boolean;
  readonly args?: readonly string[];
  /** User id of the process; 10001 by default, never root. */
  readonly user?: number;
  /** Keeps it on nodes of this architecture. */
  readonly architecture?: "amd64" | "arm64";
}

export type Labels = Readonly<Record<string, string>>;

/** What selects the pods of an app. */
export function selectorOf(name: string): Labels {
  return { "app.kubernetes.io/name": name };
}
