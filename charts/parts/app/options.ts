import type { Toleration } from "../../../lib/kubernetes/constructs.ts";
import type { Architecture } from "../../../lib/model/cluster-data.ts";
import type { Exposure } from "../ingress.ts";
import type { ContainerOptions, InitContainer } from "./container-options.ts";
import type { Database } from "./database.ts";
import type { HealthOptions } from "./health-options.ts";
import type { AppService, Listening } from "./port-options.ts";
import type { PodPrivileges } from "./privileges.ts";
import type { AppVolume } from "./volume-options.ts";

/** A container beside the app's, from before its start until after its end. */
export interface Sidecar extends InitContainer, Listening, HealthOptions {}

/** Where pods may run. */
export interface Scheduling {
  /** Names of nodes. @default any */
  readonly nodes?: readonly string[];
  /** Labels that its node has. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** Keeps it on nodes of this architecture. */
  readonly architecture?: Architecture;
  /** Taints that it bears. */
  readonly tolerations?: readonly Toleration[];
  readonly priorityClass?: string;
  readonly runtimeClass?: string;
}

/** With whom it speaks; everything else is refused, but for names (DNS). */
export interface Reach {
  /** Apps that may connect to it. */
  readonly allowFrom?: readonly Peer[];
  /** Apps that it connects to. */
  readonly allowTo?: readonly Peer[];
  /** Databases that it uses: it may connect to them, and has their variables. */
  readonly databases?: readonly Database[];
  /** Addresses that it connects to, and their ports. */
  readonly allowToAddresses?: readonly AddressPeer[];
  /** Opens connections out of the house, over HTTPS or to these TCP ports. @default false */
  readonly internet?: boolean | readonly number[];
}

/** The name of an app of the same namespace, or of another. */
export type Peer = string | { readonly app: string; readonly namespace: string };

export interface AddressPeer {
  /** As `192.168.1.20/32`. */
  readonly cidr: string;
  /** TCP ports, or `<number>/UDP`. @default all */
  readonly ports?: readonly (number | `${number}/UDP`)[];
}

/** The pods of an app or a job. */
export interface PodOptions extends ContainerOptions, Scheduling, Reach {
  readonly name: string;
  readonly privileges?: PodPrivileges;
  readonly volumes?: Readonly<Record<string, AppVolume>>;
  /** Run one after the other before all else, in this order. */
  readonly init?: Readonly<Record<string, InitContainer>>;
  /** Run beside it, and start after those of `init`. */
  readonly sidecars?: Readonly<Record<string, Sidecar>>;
  /** Further groups of its processes, as Docker's `group_add`. */
  readonly supplementaryGroups?: readonly number[];
  /** Secrets with which its images are pulled, beside those of pull-secrets. */
  readonly pullSecrets?: readonly string[];
  /** Annotations of its pods. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Seconds from the signal to stop to the end. @default 30 */
  readonly stopSeconds?: number;
}

/** How new pods take the place of old ones. */
export type Updates =
  | "RollingUpdate"
  | "Recreate"
  | "OnDelete"
  /** Numbers of pods, or shares as `25%`. */
  | { readonly maxSurge?: number | string; readonly maxUnavailable: number | string };

export interface AppOptions extends PodOptions, Listening, HealthOptions {
  /** Served through an Ingress with TLS and a DNS record: `/` of port `http`. */
  readonly host?: string;
  /** Its hosts are served to the internet as well, by a component such as cloudflareTunnel. @default the house alone */
  readonly exposure?: Exposure;
  /** Further hosts: to the name of a port, or path to port. */
  readonly hosts?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /**
   * Services by name. @default one of the app's name with all its ports, inside the cluster; it is there beside
   * others, and one of its name takes its place
   */
  readonly services?: Readonly<Record<string, AppService>>;
  /** @default 1, for a critical app 2 */
  readonly replicas?: number;
  readonly autoscale?: { readonly min: number; readonly max: number; readonly cpuPercent: number };
  /** Must survive the loss or drain of a node: two replicas, spread, with a PodDisruptionBudget. */
  readonly critical?: boolean;
  /**
   * `Recreate`: the old pod ends before the new one starts. @default "Recreate" where two cannot run at a time (a
   * volume for one node, the node's network, a device), else "RollingUpdate"
   */
  readonly updates?: Updates;
  /** Where it tells its metrics, on port `http` or another. */
  readonly metrics?: { readonly path: string; readonly port?: string };
}

export type Labels = Readonly<Record<string, string>>;

/** What selects the pods of an app. */
export function selectorOf(name: string): Labels {
  return { "app.kubernetes.io/name": name };
}

/** How many of its pods run at a time, at most. */
export function mostReplicas({ autoscale, replicas, critical = false }: AppOptions): number {
  return autoscale?.max ?? replicas ?? (critical ? 2 : 1);
}
