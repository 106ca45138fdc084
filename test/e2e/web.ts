import { createServer } from "node:https";
import { join } from "node:path";
import { importedCharts } from "../../lib/kubernetes/chart.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { issueCertificate } from "./authority.ts";
import { ChartServer } from "./chart-server.ts";
import { writeStandInCharts } from "./charts/stand-ins.ts";
import { serveGit } from "./git-server.ts";
import type { Network } from "./network.ts";
import { Origin } from "./origin.ts";

/** Everything outside the clusters that dist/ refers to. */
export interface Web {
  close(): void;
  readonly origin: Origin;
  /** Names that lead to its server. */
  readonly hosts: readonly string[];
  /** Authority of its certificate, PEM. */
  readonly ca: string;
}

export interface WebOptions {
  readonly fleet: Fleet;
  readonly network: Network;
  readonly directory: string;
  /** Directory of real chart archives; stand-ins are generated without it. */
  readonly charts?: string;
  /** The deployer's own chart brings what a cluster needs that has none yet. */
  readonly isBeforeBootstrap?: true;
  /** Other files that are downloaded from somewhere, by their address. */
  readonly downloads?: ReadonlyMap<string, Buffer>;
}

/** Serves git and the chart repositories under the names that dist/ has for them. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { fleet, network, directory, charts: archives } = options;
  const all = Object.values(importedCharts());
  const gitHost = new URL(fleet.repository.url).host;
  const { downloads = new Map<string, Buffer>() } = options;
  const addresses = [...all.flatMap(({ repository }) => repository ?? []), ...downloads.keys()];
  const hosts = [gitHost, ...new Set(addresses.map((address) => new URL(address).host))];
  const { ca, ...certificate } = issueCertificate(directory, hosts);
  const standIns = join(directory, "charts");
  if (!archives) writeStandInCharts(fleet, standIns, options);
  const chartServer = new ChartServer(all, archives ?? standIns);
  const git = join(directory, "git");
  const origin = await Origin.create(fleet, git, join(directory, "clone"));
  const server = createServer(certificate, (request, response) => {
    const download = downloads.get(`https://${request.headers.host}${request.url}`);
    if (download) response.end(download);
    else if (request.headers.host === gitHost) serveGit(git, request, response);
    else chartServer.serve(request, response);
  });
  const { address, port } = await network.forHosts(hosts);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    origin,
    hosts,
    ca,
    close() {
      server.closeAllConnections();
      server.close();
      network.close();
    },
  };
}
