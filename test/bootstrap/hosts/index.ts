import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Fleet, Node } from "../../../lib/cluster.ts";
import { parseQuantity } from "../../../lib/quantity.ts";
import { makeRootDisk } from "./disk.ts";
import { TestHost } from "./host.ts";
import { HomeNetwork } from "./network.ts";
import type { Operator } from "./operator.ts";
import { makeOperator } from "./operator.ts";
import { compiledOnHost, programsOf } from "./programs.ts";
import { install } from "./provision.ts";

export interface HostsOptions {
  readonly fleet: Fleet;
  /** Names of the clusters whose physical machines there are; all by default. */
  readonly clusters?: readonly string[];
  /** Where disks, keys and logs go. */
  readonly directory: string;
  /** Name of the site's network. */
  readonly network?: string;
  /** The operator's computer, on that network. */
  readonly address?: string;
}

/** The machines of a house, each switched on, and the computer of who works on them. */
export interface TestHosts {
  readonly operator: Operator;
  readonly network: HomeNetwork;
  /** By name. */
  readonly hosts: ReadonlyMap<string, TestHost>;
  /** Throws for a host that is not there. */
  host(name: string): TestHost;
  /** One more machine, switched off, that no data knows. */
  add(name: string, address: string): TestHost;
  stop(): void;
}

/** Starts what the data calls hosts, and nodes that are their own host; needs a network namespace of its own. */
export async function startHosts(options: HostsOptions): Promise<TestHosts> {
  const { fleet, directory, network: name = "home", address = "192.168.1.5" } = options;
  const network = new HomeNetwork(fleet.site.networks[name]!, address);
  const operator = makeOperator(join(directory, "operator"), address);
  const compiled = join(directory, "compiled");
  mkdirSync(compiled);
  const hosts = new Map<string, TestHost>();
  const add: TestHosts["add"] = (host, at, size = parseQuantity("20Gi"), ...kinds: string[]) => {
    const disk = makeRootDisk(join(directory, "hosts", host), size);
    install(disk.root, disk.keep, {
      name: host,
      address: at,
      authorizedKeys: [operator.publicKey],
      names: {},
      programs: programsOf("systemd", ...kinds),
      shared: { [compiled]: compiledOnHost },
    });
    const made = new TestHost({ name: host, address: at, disk, network });
    hosts.set(host, made);
    return made;
  };
  for (const [host, { address: at }] of Object.entries(fleet.site.hosts)) add(host, at);
  for (const node of physicalNodes(options)) add(node.name, node.address);
  await Promise.all([...hosts.values()].map((host) => host.switchOn()));
  return {
    operator,
    network,
    hosts,
    add,
    host(wanted) {
      const found = hosts.get(wanted);
      if (!found) throw new Error(`no host "${wanted}"; there are ${[...hosts.keys()].join(", ")}`);
      return found;
    },
    stop() {
      for (const host of hosts.values()) {
        host.switchOff();
        host.disk.remove();
      }
    },
  };
}

function physicalNodes({ fleet, clusters, network = "home" }: HostsOptions): Node[] {
  return fleet.clusters
    .filter((cluster) => cluster.network === network && (clusters?.includes(cluster.name) ?? true))
    .flatMap(({ nodes }) => nodes.filter(({ host }) => host === undefined));
}
