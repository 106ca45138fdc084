import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, Fleet } from "../../../lib/model/cluster.ts";
import type { ApiServer } from "../../e2e/api-server.ts";
import { defaultTiming } from "../../e2e/environment.ts";
import { resolveHere } from "../../e2e/namespace.ts";
import type { Network } from "../../e2e/network.ts";
import { Processes } from "../../e2e/processes.ts";
import { startStandIns, worldOf } from "../../e2e/stand-ins/index.ts";
import { buildTools } from "../../e2e/tools.ts";
import type { Web } from "../../e2e/web.ts";
import { startWeb } from "../../e2e/web.ts";
import type { TestHosts } from "../hosts/index.ts";
import { startHosts } from "../hosts/index.ts";
import { ArgoCd } from "./argocd.ts";
import { findApiServer, isAnother } from "./clusters.ts";
import { downloadsOf } from "./downloads.ts";
import type { StoredBackup } from "./longhorn.ts";
import { Longhorn } from "./longhorn.ts";

export interface WorldOptions {
  readonly fleet: Fleet;
  readonly directory: string;
  /** Names of the clusters whose physical machines there are; all by default. */
  readonly clusters?: readonly string[];
  /** Versions of k3s that can be downloaded beside those of the data. */
  readonly releases?: readonly string[];
  /** What is at the backup target of Longhorn, by cluster. */
  readonly backups?: Readonly<Record<string, readonly StoredBackup[]>>;
  readonly say: (line: string) => void;
}

/** A house with all that its machines find outside: git, charts, downloads, and what acts in its clusters. */
export interface World {
  readonly house: TestHosts;
  readonly web: Web;
  /** Name of the cluster whose Argo CD syncs others. */
  readonly hub: string;
  /** API servers that were found so far, by the name of their cluster. */
  readonly clusters: ReadonlyMap<string, ApiServer>;
  /** For commands of the operator: programs, authority, key and home directory. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): void;
}

/** What acts in a cluster. */
interface Running {
  readonly longhorn: Longhorn;
  stop(): void;
}

const operatorAddress = "192.168.1.5";

/** Starts the house and what is around it; whatever becomes a cluster there is found by itself. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { fleet, directory, say } = options;
  const tools = await buildTools(say);
  const names = join(directory, "names");
  mkdirSync(names);
  const network = openNetwork(names);
  const downloads = downloadsOf(fleet, options.releases);
  const web = await startWeb({ fleet, network, directory, downloads, isBeforeBootstrap: true });
  const addresses = Object.fromEntries(web.hosts.map((host) => [host, operatorAddress]));
  const house = await startHosts({
    ...options,
    names: addresses,
    trust: web.ca,
    address: operatorAddress,
  });
  const authority = join(directory, "authority.pem");
  writeFileSync(authority, web.ca);
  const processes = new Processes(directory);
  const clusters = new Map<string, ApiServer>();
  const running = new Map<string, Running>();
  const argo: ArgoCd[] = [];
  const found = (cluster: Cluster, server: ApiServer): void => {
    clusters.set(cluster.name, server);
    say(`the API server of ${cluster.name} answers`);
    const world = worldOf(cluster, server.kube);
    const standIns = startStandIns(world);
    const longhorn = new Longhorn(server.kube, options.backups?.[cluster.name] ?? []);
    running.set(cluster.name, {
      longhorn,
      stop() {
        standIns.stop();
        world.view.stop();
        longhorn.stop();
      },
    });
    if (cluster.argocd === "hub") return;
    const shared = {
      tools,
      directory,
      processes,
      network,
      timing: defaultTiming,
    };
    argo.push(new ArgoCd(server, { ...shared, hosts: web.hosts, ca: web.ca, index: argo.length }));
  };
  const watch = async (): Promise<void> => {
    for (const [i, cluster] of fleet.clusters.entries()) {
      const known = clusters.get(cluster.name);
      if (known && !isAnother(cluster, house, known)) continue;
      running.get(cluster.name)?.stop();
      clusters.delete(cluster.name);
      const server = await findApiServer(cluster, house, directory, `127.0.1.${i + 1}`);
      if (server) found(cluster, server);
    }
    for (const one of argo) await one.follow().catch(() => {});
    for (const { longhorn } of running.values()) await longhorn.follow().catch(() => {});
  };
  let isOver = false;
  const again = (): void =>
    void watch()
      .catch((error: unknown) => say(String(error)))
      .finally(() => isOver || setTimeout(again, 1000));
  again();
  return {
    house,
    web,
    hub: fleet.hub ?? fleet.clusters[0]!.name,
    clusters,
    environment: {
      HOME: house.operator.home,
      STRATA_SSH_KEY: house.operator.identityFile,
      NODE_EXTRA_CA_CERTS: authority,
      GIT_SSL_CAINFO: authority,
      SSL_CERT_FILE: authority,
      PATH: `${tools}:${process.env["PATH"]}`,
    },
    stop() {
      isOver = true;
      for (const one of running.values()) one.stop();
      processes.stopAll();
      house.stop();
      web.close();
    },
  };
}

/** Here dist/ is right about every address, and the machines of the house come to this computer for the web. */
export function openNetwork(directory: string): Network {
  return {
    env: {},
    forEndpoint: async (address) => ({ address, port: 6443 }),
    async forHosts(hosts) {
      resolveHere(hosts, directory);
      return { address: "0.0.0.0", port: 443 };
    },
    portFor: async (usual) => usual,
    close() {},
  };
}
