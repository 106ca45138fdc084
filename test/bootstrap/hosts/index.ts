import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { buildTools } from "../../e2e/tools.ts";
import { parseQuantity } from "../../../lib/kubernetes/quantity.ts";
import type { Host } from "../../../lib/model/site.ts";
import { powerSocket } from "../stand-ins/proxmox/power.ts";
import { makeRootDisk } from "./disk.ts";
import { TestHost } from "./host.ts";
import { Hypervisor } from "./hypervisor.ts";
import { HomeNetwork } from "./network.ts";
import type { Operator } from "./operator.ts";
import { makeOperator } from "./operator.ts";
import { compiledOnHost, programsOf } from "./programs.ts";
import type { Installation } from "./provision.ts";
import { install, writeSize } from "./provision.ts";
import { clusterShares } from "./releases.ts";

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
  /** Names that every machine resolves, to their addresses. */
  readonly names?: Readonly<Record<string, string>>;
  /** Certificate authority that every machine trusts, PEM. */
  readonly trust?: string;
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
  /** The same for a machine that can be a node. */
  addNode(node: Pick<Node, "name" | "address" | "cpu" | "memory">): TestHost;
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
  const { names = {}, trust } = options;
  const shares = { [compiled]: compiledOnHost };
  const clusterOnes = clusterShares(directory, await buildTools(() => {}));
  const image = { names, shared: shares, ...(trust && { trust }) };
  const ofCluster = { shared: { ...shares, ...clusterOnes } };
  const make = (host: string, at: string, more: Partial<Installation> = {}): TestHost => {
    const disk = makeRootDisk(join(directory, "hosts", host), rootSize);
    const programs = programsOf("systemd", "linux");
    install(disk.root, disk.keep, {
      name: host,
      address: at,
      authorizedKeys: [operator.publicKey],
      ...(fleet.site.ssh && { user: fleet.site.ssh.user }),
      ...image,
      programs,
      ...more,
    });
    const made = new TestHost({ name: host, address: at, disk, network });
    hosts.set(host, made);
    return made;
  };
  const hypervisors = Object.entries(fleet.site.hosts).map(([host, data]) => {
    const place = join(directory, "machines", host);
    const house = join(directory, "sockets", host);
    mkdirSync(house, { recursive: true });
    const shared = { ...image.shared, [house]: dirname(powerSocket) };
    const made = make(host, data.address, {
      user: data.user ?? "root",
      shared,
      programs: programsOf("systemd", "linux", "proxmox"),
    });
    prepareProxmox(made.disk.root, data);
    return new Hypervisor({
      network,
      directory: place,
      socket: join(house, basename(powerSocket)),
      image: { ...image, ...ofCluster, programs: programsOf("systemd", "linux") },
      hosts,
    });
  });
  const addNode: TestHosts["addNode"] = ({ name: host, address: at, cpu, memory }) => {
    const made = make(host, at, ofCluster);
    writeSize(made.disk.root, { cpu, memory: parseQuantity(memory) });
    return made;
  };
  for (const node of physicalNodes(options)) {
    const { root } = addNode(node).disk;
    mkdirSync(join(root, "boot/firmware"), { recursive: true });
    writeFileSync(
      join(root, "boot/firmware/cmdline.txt"),
      "console=tty1 root=PARTUUID=0 rootwait\n",
    );
  }
  await Promise.all([...hosts.values()].map((host) => host.switchOn()));
  return {
    operator,
    network,
    hosts,
    add: (host, at) => make(host, at),
    addNode,
    host(wanted) {
      const found = hosts.get(wanted);
      if (!found) throw new Error(`no host "${wanted}"; there are ${[...hosts.keys()].join(", ")}`);
      return found;
    },
    stop() {
      for (const host of hosts.values()) host.keepJournal(join(directory, "journals"));
      for (const hypervisor of hypervisors) hypervisor.stop();
      for (const host of hosts.values()) {
        host.switchOff();
        host.disk.remove();
        for (const disk of host.blockDisks) disk.remove();
      }
      network.remove();
    },
  };
}

/** Of machines that no data gives a size. */
const rootSize = parseQuantity("20Gi");

/** What Proxmox has after its installation: its storages, of the kinds that their names have there. */
function prepareProxmox(root: string, { storagePools }: Host): void {
  const blocks = Object.entries(storagePools).map(([name, { size = "1Ti" }]) => {
    if (name === "local")
      return `dir: ${name}\n\tpath /var/lib/vz\n\tcontent iso,vztmpl,backup,snippets,import\n`;
    const kind = name === "local-lvm" ? "lvmthin" : "zfspool";
    return `${kind}: ${name}\n\tcontent images,rootdir\n\t# bytes ${parseQuantity(size)}\n`;
  });
  mkdirSync(join(root, "etc/pve/qemu-server"), { recursive: true });
  writeFileSync(join(root, "etc/pve/storage.cfg"), blocks.join("\n"));
  for (const folder of ["template/iso", "snippets", "import", "dump"])
    mkdirSync(join(root, "var/lib/vz", folder), { recursive: true });
}

function physicalNodes({ fleet, clusters, network = "home" }: HostsOptions): Node[] {
  return fleet.clusters
    .filter((cluster) => cluster.network === network && (clusters?.includes(cluster.name) ?? true))
    .flatMap(({ nodes }) => nodes.filter(({ host }) => host === undefined));
}
