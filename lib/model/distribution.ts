import type { Capabilities } from "./capability.ts";
import type { Measured, PodRequests, VolumeBindingMode } from "./run-time.ts";

/** A part that a distribution brings along unless it is told not to. */
export interface BundledPart {
  readonly provides: Readonly<Partial<Capabilities>>;
  /** The default class while the part is there. */
  readonly storageClass?: { readonly name: string; readonly binding: VolumeBindingMode };
  /** Groups of the kinds whose definitions it keeps as they are with it. */
  readonly groups?: readonly string[];
  /** The default one first. */
  readonly ingressClasses?: readonly string[];
  /** Of its Service of type LoadBalancer. */
  readonly loadBalancerPorts?: readonly number[];
  /** That its pods have of every node. */
  readonly hostPorts?: readonly number[];
  /** Those that it runs; unknown when left out. */
  readonly pods?: readonly PodRequests[];
  /** ... and those for each Service of type LoadBalancer. */
  readonly podsPerLoadBalancer?: PodRequests;
  /** How it is left out, in the words of the distribution's own settings. */
  readonly off: string;
}

type BundledParts = Readonly<Record<string, BundledPart>>;

/** What of a control plane shows metrics at a port of its own. */
export type MetricsSource = "etcd" | "controller-manager" | "scheduler" | "kube-proxy";

export interface MetricsPort {
  readonly port: number;
  /** How other machines come to reach it, in the words of the distribution's settings; they do without where left out. */
  readonly shownBy?: string;
  /** Labels of its pods, where it runs in pods. */
  readonly pods?: Readonly<Record<string, string>>;
}

/** Where things are on a node. */
export interface NodePaths {
  /** The kubelet's root directory, which storage drivers mount. @default "/var/lib/kubelet" */
  readonly kubelet: string;
  /** The socket of the container runtime. @default "/run/containerd/containerd.sock" */
  readonly containerd: string;
  /** Where a network of the cluster's own puts its configuration. @default "/etc/cni/net.d" */
  readonly cniConfiguration: string;
  /** ... and its programs. @default "/opt/cni/bin" */
  readonly cniPrograms: string;
  /** Below which further disks are mounted. @default "/mnt" */
  readonly disks: string;
}

/**
 * What is known of a way to run Kubernetes. Those of the catalogue stand in charts/distributions/, each fact with its
 * source.
 *
 * @example
 * export const tinykube = defineDistribution({
 *   name: "tinykube",
 *   suffix: "+tiny1",
 *   controlPlane: "process",
 *   kubeProxy: "proxy",
 *   parts: { proxy: { provides: {}, off: "--without-proxy" } },
 * });
 */
export interface DistributionDefinition<Parts extends BundledParts> {
  readonly name: string;
  /** What its releases add to Kubernetes' version, for example `+k3s1`. @default nothing */
  readonly suffix?: string;
  /** What its servers run the control plane as. */
  readonly controlPlane: "process" | "services" | "static-pods";
  /** Which pods of others servers take by themselves: those of a cluster without workers, where `alone`. @default "all" */
  readonly serversTake?: "all" | "alone" | "none";
  /** Of the label node-role.kubernetes.io/control-plane of servers; null where they have none. @default "true" */
  readonly serverLabel?: string | null;
  /** By the names that `kubernetes.bundled` has for them. */
  readonly parts: Parts;
  /** The part with which kube-proxy comes and goes; true where it is always there. */
  readonly kubeProxy: (keyof Parts & string) | true;
  /** Where every node reaches the API server without kube-proxy. @default the cluster's endpoint */
  readonly apiProxy?: ApiServer;
  /** Of the API server at the cluster's endpoint. @default 6443 */
  readonly apiPort?: number;
  /** @default none */
  readonly metrics?: Readonly<Partial<Record<MetricsSource, MetricsPort>>>;
  /** Those that are not Kubernetes' own. */
  readonly paths?: Partial<NodePaths>;
  /** Pods of the control plane; unknown when left out. */
  readonly controlPlanePods?: readonly PodRequests[];
  /** What its own processes use of a node, pods aside. @default unknown */
  readonly measured?: Readonly<Partial<Record<"server" | "worker", Measured>>>;
  /** What the kubelet keeps free, and pods cannot ask for: of memory, and of each 100 parts of the disk. @default Kubernetes' own */
  readonly keepsFree?: { readonly memory: string; readonly disk: number };
  /** An immutable system: no SSH server, and pods load no modules and mount no cgroups. @default false */
  readonly isLocked?: boolean;
  /** Where its clusters run in containers or machines of this computer, and keep their context in its kubeconfig. */
  readonly onThisComputer?: {
    context(cluster: string): string;
    /** The command that makes the cluster and its context. */
    start(cluster: string): string;
  };
}

export interface ApiServer {
  readonly host: string;
  readonly port: number;
}

type Definition = DistributionDefinition<BundledParts>;

/** A definition with its defaults. */
export interface Distribution<Parts extends BundledParts = BundledParts>
  extends
    Required<
      Omit<Definition, "apiProxy" | "controlPlanePods" | "onThisComputer" | "parts" | "paths">
    >,
    Pick<Definition, "apiProxy" | "controlPlanePods" | "onThisComputer"> {
  readonly parts: Parts;
  readonly paths: NodePaths;
}

const standardPaths: NodePaths = {
  kubelet: "/var/lib/kubelet",
  containerd: "/run/containerd/containerd.sock",
  cniConfiguration: "/etc/cni/net.d",
  cniPrograms: "/opt/cni/bin",
  disks: "/mnt",
};

/** Kubernetes docs: node-pressure-eviction, "Hard eviction thresholds". */
const kubeletKeeps = { memory: "100Mi", disk: 10 };

const made = new WeakSet<object>();

export function defineDistribution<const Parts extends BundledParts>(
  definition: DistributionDefinition<Parts>,
): Distribution<Parts> {
  const { paths } = definition;
  const distribution: Distribution<Parts> = {
    suffix: "",
    serversTake: "all",
    serverLabel: "true",
    apiPort: 6443,
    metrics: {},
    measured: {},
    keepsFree: kubeletKeeps,
    isLocked: false,
    ...definition,
    paths: { ...standardPaths, ...paths },
  };
  made.add(distribution);
  return distribution;
}

/** Whether data that came without its types holds a distribution. */
export function isDistribution(value: unknown): value is Distribution {
  return typeof value === "object" && value !== null && made.has(value);
}

/** Names of the parts of a distribution. */
export type PartName<Of extends Distribution> = keyof Of["parts"] & string;

/** Capabilities that a list of bundled parts provides, as a type. */
export type BundledCapability<
  Of extends Distribution,
  Names extends readonly PartName<Of>[],
> = KeysOf<Of["parts"][Names[number]]["provides"]>;

// Distributes over the parts: the keys of a union would be only those that all have in common.
type KeysOf<Provided> = Provided extends unknown ? keyof Provided : never;

/** What of a distribution stays on in a cluster. */
interface Bundling {
  readonly kubernetes: { readonly distribution: Distribution; readonly bundled: readonly string[] };
}

/** The parts that stay on, by name; a name that is none of the distribution's is told elsewhere. */
export function bundledParts({ kubernetes }: Bundling): ReadonlyMap<string, BundledPart> {
  const { distribution, bundled } = kubernetes;
  // What is no distribution is told as such; whoever reads its parts on the way there finds none.
  const { parts = {} } = distribution as Partial<Distribution>;
  const known = bundled.filter((name) => Object.hasOwn(parts, name));
  return new Map(known.map((name) => [name, parts[name]!]));
}

export function hasKubeProxy({ kubernetes: { distribution, bundled } }: Bundling): boolean {
  const { kubeProxy } = distribution;
  return kubeProxy === true || bundled.includes(kubeProxy);
}

/** Where a part of the control plane shows its metrics to other machines; undefined where it does not. */
export function metricsOf(
  {
    distribution,
    exposes = [],
  }: Bundling["kubernetes"] & {
    readonly exposes?: readonly MetricsSource[];
  },
  source: MetricsSource,
): MetricsPort | undefined {
  const metrics = distribution.metrics[source];
  return metrics && (metrics.shownBy === undefined || exposes.includes(source))
    ? metrics
    : undefined;
}

/** Where every node reaches the API server without kube-proxy. */
export function apiServerOf({
  kubernetes: { distribution },
  endpoint,
}: Bundling & { readonly endpoint: string }): ApiServer {
  return distribution.apiProxy ?? { host: endpoint, port: distribution.apiPort };
}
