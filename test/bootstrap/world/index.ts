import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, Fleet } from "../../../lib/cluster.ts";
import type { ApiServer } from "../../e2e/api-server.ts";
import { defaultTiming } from "../../e2e/environment.ts";
import { resolveHere } from "../../e2e/namespace.ts";
import type { Network } from "../../e2e/network.ts";
import { Processes } from "../../e2e/processes.ts";
import type { StandIns } from "../../e2e/stand-ins/index.ts";
import { startStandIns, worldOf } from "../../e2e/stand-ins/index.ts";
import type { World as ClusterWorld } from "../../e2e/stand-ins/row.ts";
import { buildTools } from "../../e2e/tools.ts";
import type { Web } from "../../e2e/web.ts";
import { startWeb } from "../../e2e/web.ts";
import type { TestHosts } from "../hosts/index.ts";
import { startHosts } from "../hosts/index.ts";
import { ArgoCd } from "./argocd.ts";
import { findApiServer } from "./clusters.ts";
import { downloadsOf } from "./downloads.ts";

export interface WorldOptions {
  readonly fleet: Fleet;
  readonly directory: string;
  /** Names of the clusters whose physical machines there are; all by default. */
  readonly clusters?: readonly string[];
  readonly say: (line: string) => void;
}

/** A house with all that its machines find outside: git, charts, downloads, and what acts in its clusters. */
export interface World {
  readonly house: TestHosts;
  readonly web: Web;
  /** API servers that were found so far, by the name of their cluster. */
  readonly clusters: ReadonlyMap<string, ApiServer>;
  /** For commands of the operator: programs, authority, key and home directory. */
  readonly environment: Readonly<Record<string, string>>;
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
  const downloads = downloadsOf(fleet);
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
  const running: { standIns: StandIns; world: ClusterWorld }[] = [];
  const argo: ArgoCd[] = [];
  const found = (cluster: Cluster, server: ApiServer): void => {
    clusters.set(cluster.name, server);
    say(`the API server of ${cluster.name} answers`);
    const world = worldOf(cluster, server.kube);
    running.push({ world, standIns: startStandIns(world) });
    if (cluster.argocd === "hub") return;
    const shared = {
      tools,
      directory,
      processes,
      network,
      timing: { ...defaultTiming, resyncSeconds: 10 },
    };
    argo.push(new ArgoCd(server, { ...shared, hosts: web.hosts, ca: web.ca, index: argo.length }));
  };
  const watch = async (): Promise<void> => {
    for (const [i, cluster] of fleet.clusters.entries()) {
      if (clusters.has(cluster.name)) continue;
      const server = await findApiServer(cluster, house, directory, `127.0.1.${i + 1}`);
      if (server) found(cluster, server);
    }
    for (const one of argo) await one.follow().catch(() => {});
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
      for (const { standIns, world } of running) {
        standIns.stop();
        world.view.stop();
      }
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
