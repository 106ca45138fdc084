import { addAddress, isShutOff, resolveHere } from "./namespace.ts";
import { freePort } from "./ports.ts";
import { Proxy } from "./proxy.ts";

/** Where a server listens. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** How the addresses and names of dist/ lead to servers on this computer. */
export interface Network {
  /** For programs that go where dist/ says. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the API server of a cluster with this endpoint has to listen. */
  forEndpoint(address: string): Promise<Place>;
  /** Where the HTTPS server of all these names has to listen. */
  forHosts(hosts: readonly string[]): Promise<Place>;
  /** For a listener that dist/ does not name; `usual` where each cluster has an address of its own. */
  portFor(usual: number): Promise<number>;
  close(): void;
}

const loopback = "127.0.0.1";
const endpointPort = 6443;
const hostsPort = 443;

/** The network of a run; `directory` is for its files. */
export async function startNetwork(directory: string): Promise<Network> {
  return isShutOff() ? shutOffNetwork(directory) : sharedNetwork();
}

/** In a namespace everything can be where dist/ has it. */
function shutOffNetwork(directory: string): Network {
  return {
    env: {},
    async forEndpoint(address) {
      addAddress(address);
      return { address, port: endpointPort };
    },
    async forHosts(hosts) {
      resolveHere(hosts, directory);
      return { address: loopback, port: hostsPort };
    },
    portFor: async (usual) => usual,
    close() {},
  };
}

/** Beside other programs, listeners take ports that are free, and a proxy leads there. */
async function sharedNetwork(): Promise<Network> {
  const proxy = await Proxy.start();
  const place = async (...targets: readonly string[]): Promise<Place> => {
    const port = await freePort();
    for (const target of targets) proxy.lead(target, port);
    return { address: loopback, port };
  };
  const env = Object.fromEntries(
    ["HTTPS_PROXY", "https_proxy"].map((name) => [name, proxy.url]),
  ) as Record<string, string>;
  return {
    env,
    forEndpoint: (address) => place(`${address}:${endpointPort}`),
    forHosts: (hosts) => place(...hosts.map((host) => `${host}:${hostsPort}`)),
    portFor: freePort,
    close: () => proxy.close(),
  };
}
