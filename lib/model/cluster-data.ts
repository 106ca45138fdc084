import type { Allowances } from "./allowance.ts";
import type { Distribution, MetricsSource } from "./distribution.ts";
import type { Disk, Site } from "./site.ts";

export type Architecture = "amd64" | "arm64";
export type PodSecurity = "privileged" | "baseline" | "restricted";

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface Node {
  readonly name: string;
  readonly role: "control-plane" | "worker";
  readonly address: string;
  readonly architecture: Architecture;
  readonly cpu: number;
  /** A Kubernetes quantity such as `8Gi`. */
  readonly memory: string;
  /** What the system and the kubelet keep of it; 500m and 1Gi by default. */
  readonly reserved?: { readonly cpu: string; readonly memory: string };
  /** How many pods the kubelet takes. @default 110 */
  readonly maxPods?: number;
  readonly disks: Readonly<Record<string, Disk>>;
  /** How many of what device plugins offer there, by its name as an extended resource: `{ "example.com/gpu": 1 }`. */
  readonly devices?: Readonly<Record<string, number>>;
  /** The physical host of a virtual machine; the node is its own host when left out. */
  readonly host?: string;
  /** Number of the virtual machine in Proxmox; made of the address by default. */
  readonly vmId?: number;
  /** Physical CPUs of the host that it runs on, for example `0-3,8`; any by default. */
  readonly cpuAffinity?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** @default those that the distribution gives its servers */
  readonly taints?: readonly Taint[];
}

/** A stage of delivery inside a cluster: a namespace of its own, with the people who may work in it. */
export interface Environment {
  readonly podSecurity?: PodSecurity;
  /** User names with the developer Role. */
  readonly developers?: readonly string[];
  /**
   * Branch of the fleet's repository that what runs here follows, for what is not merged yet: Argo CD syncs each push to
   * it, ordered at install only. @default as the cluster's `revision` says
   */
  readonly branch?: string;
}

/** What a cluster in containers has of the computer that it runs on. */
export interface LocalRuntime {
  /** Ports of the computer to ports of the cluster's load balancer. */
  readonly ports: Readonly<Record<number, number>>;
  /**
   * Port of the computer at which images are pushed for the cluster, whose pods name them alike:
   * `localhost:<port>/<name>:<tag>`.
   */
  readonly registryPort: number;
  /**
   * Registries, such as `docker.io`, whose images are looked for elsewhere first: at an address, or in the cluster's own
   * registry (`registry`), where what was pushed stands in for what is published. @default none
   */
  readonly mirrors?: Readonly<Record<string, "registry" | `http${string}`>>;
  /** Of the virtual machine that runs containers where the system cannot (macOS). */
  readonly virtualMachine?: {
    readonly cpu: number;
    /** Kubernetes quantities. */
    readonly memory: string;
    readonly disk: string;
  };
}

/** `helm`: Argo CD renders the chart. `rendered`: synth does, and dist/ holds the plain objects. */
export type Delivery = "helm" | "rendered";

export interface EtcdSnapshots {
  /** In the format of cron. */
  readonly schedule: string;
  /** How many are kept. */
  readonly retention: number;
  /** Secret in kube-system that says where copies go, of type etcd.k3s.cattle.io/s3-config-secret. */
  readonly s3Secret?: string;
}

/**
 * What may be short: room for all pods (`now`), for those that autoscalers add (`scaled`), for the pod that an update
 * starts before one ends (`update`), for all while a node is away (`node-lost`), for what containers use that ask for
 * nothing (`unasked`), for volumes, or addresses.
 */
export type Shortage =
  | "now"
  | "scaled"
  | "update"
  | "node-lost"
  | "unasked"
  | "volumes"
  | "addresses";

/** What is said of a cluster, its components aside. */
export interface ClusterData {
  readonly name: string;
  readonly site: Site;
  /** Name of the site's network that the nodes stand in. */
  readonly network: string;
  readonly kubernetes: {
    /** One of charts/distributions/. */
    readonly distribution: Distribution;
    /** As the distribution tags it, for example `v1.36.2+k3s1`. */
    readonly version: string;
    /** Parts of the distribution that stay on. */
    readonly bundled: readonly string[];
    /** What of the control plane was made to show its metrics to other machines. @default what does so by itself */
    readonly exposes?: readonly MetricsSource[];
    /** `hardened`: what the CIS benchmark asks of k3s; namespaces must allow what their pods may. */
    readonly profile?: "hardened";
    /** Snapshots of etcd; k3s' own schedule, every 12 hours and the last 5, by default. */
    readonly snapshots?: EtcdSnapshots;
  };
  /** Address of the API server that clients and joining nodes use: a virtual one with several servers. */
  readonly endpoint: string;
  readonly nodes: readonly Node[];
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Addresses for LoadBalancer Services, `first-last`; disjoint from every other cluster's and from DHCP. */
  readonly loadBalancer?: string;
  /** Suffix of the cluster's hostnames. */
  readonly domain: string;
  /** What serves Ingress objects, and which ClusterIssuer signs their certificates; nobody does when it is left out. */
  readonly ingress?: { readonly className: string; readonly issuer?: string };
  /** `self`: an Argo CD of its own. `hub`: the Argo CD of the fleet's hub syncs it. */
  readonly argocd: "hub" | "self";
  /** `pinned`: order holds on updates too. `branch`: a plain push syncs, ordered at install only. */
  readonly revision: "pinned" | "branch";
  /** How charts get there; `helm` by default. `except` names the components delivered the other way. */
  readonly charts?: { readonly delivery: Delivery; readonly except?: readonly string[] };
  /** For a cluster in containers that `npm run local` makes. */
  readonly runtime?: LocalRuntime;
  readonly environments: Readonly<Record<string, Environment>>;
  /** Shortages that are accepted, each with the reason. */
  readonly overcommit?: Readonly<Partial<Record<Shortage, string>>>;
  /**
   * Network policies refuse what no component needs, in every namespace but kube-system and that of the pods' network.
   * @default true
   */
  readonly defaultDeny?: boolean;
  /** Further namespaces that they leave open. */
  readonly openNamespaces?: readonly string[];
  /** Secrets that exist before GitOps starts, as `<namespace>/<name>`, with their keys: no store is asked for them. */
  readonly secretsFromBootstrap?: Readonly<Record<string, readonly string[]>>;
  /**
   * What a change may do though the gate of a review refuses it, by `<Kind>/<namespace>/<name>`, each with the reason:
   * for what no placement has any more.
   */
  readonly allow?: Allowances;
}

/** `1.36` of `v1.36.2+k3s1`; the whole text when it is no version. */
export function minorOf(version: string): string {
  return /^v(\d+\.\d+)\./.exec(version)?.[1] ?? version;
}
