export interface PortOptions {
  /** Where the container listens. */
  readonly port: number;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
  /** Where Services offer it. @default the same */
  readonly servicePort?: number;
}

interface ServiceOptions {
  /** Names of the app's ports. @default all */
  readonly ports?: readonly string[];
}

/** An address inside the cluster, or none (`headless`): the name leads to the pods themselves. */
export interface InnerService extends ServiceOptions {
  readonly type: "ClusterIP" | "headless";
}

/** A port of every node. */
export interface NodePortService extends ServiceOptions {
  readonly type: "NodePort";
  /** Name of a port to its number on the nodes, 30000 to 32767. @default chosen by the cluster */
  readonly nodePorts?: Readonly<Record<string, number>>;
}

/** An address on the network of the house. Its ports are open to whoever reaches it. */
export interface LoadBalancerService extends ServiceOptions {
  readonly type: "LoadBalancer";
  /** A fixed one, in the cluster's range. @default the next free one */
  readonly address?: string;
  /** Services that say the same word share their address, on different ports. */
  readonly sharing?: string;
  /** Who may connect, as `192.168.1.0/24`. @default everybody */
  readonly sources?: readonly string[];
  /** `Local`: the app sees who connects; only nodes that run a pod answer. @default "Cluster" */
  readonly trafficPolicy?: "Cluster" | "Local";
}

export type AppService = InnerService | NodePortService | LoadBalancerService;

/** A port with all that its options leave out. */
export interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly servicePort: number;
}

/** What listens: an app, or a sidecar of it. */
export interface Listening {
  /** Where it answers HTTP: the port `http`, which its Service offers as 80. */
  readonly port?: number;
  /** Further ports by name: a number, or more than that. */
  readonly ports?: Readonly<Record<string, number | PortOptions>>;
}

export function portsOf({ port, ports = {} }: Listening): Port[] {
  const http: typeof ports = port === undefined ? {} : { http: { port, servicePort: 80 } };
  return Object.entries({ ...http, ...ports }).map(([name, given]) => {
    const one = typeof given === "number" ? { port: given } : given;
    return { name, protocol: "TCP", servicePort: one.port, ...one };
  });
}
