import { connect } from "node:net";
import type { Fleet } from "../../lib/model/cluster.ts";
import { isInContainers } from "../kube/access.ts";
import { machinesOf } from "../ssh/machine.ts";
import type { Line } from "./line.ts";

/** A port that some command needs to reach. */
export interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly blocks: string;
}

const sshPort = 22;
const dnsPort = 53;
const timeoutMilliseconds = 800;

/** Every machine, API server and server of the data. */
export function placesOf(fleet: Fleet): readonly Place[] {
  const { site, clusters, repository } = fleet;
  const house = clusters.filter((cluster) => !isInContainers(cluster));
  const networks = new Set(house.map(({ network }) => site.networks[network]!));
  const servers = new Set([...networks].flatMap(({ dns }) => dns));
  return [
    ...[...servers].map((host) => ({
      name: `DNS ${host}`,
      host,
      port: dnsPort,
      blocks: "names of the house",
    })),
    gitServer(repository.url),
    ...house.map(({ name, endpoint, kubernetes }) => ({
      name: `API server of ${name}`,
      host: endpoint,
      port: kubernetes.distribution.apiPort,
      blocks: `forward, health, debug and secret of ${name}`,
    })),
    ...machinesOf(fleet).map(({ name, address }) => ({
      name: `SSH ${name}`,
      host: address,
      port: sshPort,
      blocks: "commands on that machine",
    })),
  ];
}

/** Of an address of the web or of SSH, which git also writes as `user@host:path`. */
function gitServer(address: string): Place {
  const url = address.includes("://") ? address : `ssh://${address.replace(":", "/")}`;
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "http:" ? 80 : protocol === "https:" ? 443 : sshPort;
  return {
    name: `git ${hostname}`,
    host: hostname,
    port: Number(port) || usual,
    blocks: "publish",
  };
}

/** Which of them answer. All are asked at once. */
export async function reachLines(places: readonly Place[]): Promise<readonly Line[]> {
  return Promise.all(
    places.map(async ({ name, host, port, blocks }): Promise<Line> => {
      const why = await connectIssue(host, port);
      if (why === undefined) return { state: "good", name, found: `${host}:${port} answers` };
      const get = "is it switched on, and are you at home or in the VPN?";
      return { state: "absent", name, found: `${host}:${port} ${why}`, blocks, get };
    }),
  );
}

function connectIssue(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMilliseconds });
    const end = (issue: string | undefined): void => {
      socket.destroy();
      resolve(issue);
    };
    socket.on("connect", () => end(undefined));
    socket.on("timeout", () => end(`does not answer in ${timeoutMilliseconds} ms`));
    socket.on("error", ({ code }: NodeJS.ErrnoException) =>
      end(reasons[code ?? ""] ?? `fails with ${code}`),
    );
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection",
  ENOTFOUND: "has a name that this computer cannot resolve",
  EAI_AGAIN: "has a name for which no DNS server answers",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
};
