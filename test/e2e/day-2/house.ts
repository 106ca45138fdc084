import { createServer } from "node:https";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { issueCertificate } from "../authority.ts";
import type { Environment } from "../environment.ts";
import { addAddress } from "../namespace.ts";
import { clusterSection } from "../../../scripts/hosts/entries.ts";
import { addNames } from "./commands.ts";
import { VaultStandIn } from "./vault.ts";
import { planOf } from "../plans.ts";

/** What answers in a house beside the API servers. */
export interface House {
  readonly vault: VaultStandIn;
  /** File of the authority that signed the certificates. */
  readonly authority: string;
  /** What Vault lets in. */
  readonly token: string;
  /** The web interfaces behind the ingress answer no more. */
  closeIngress(): void;
  stop(): void;
}

const token = "token-of-the-operator";

/** Vault, and an ingress that answers for every hostname of a cluster, with names and certificates. */
export async function startHouse(
  environment: Environment,
  fleet: Fleet,
  cluster: string,
): Promise<House> {
  const found = fleet.clusters.find(({ name }) => name === cluster)!;
  const { entries } = clusterSection(planOf(found));
  const { address, names: hostnames } = entries.at(-1)!;
  const vaultHost = Object.keys(fleet.site.hostnames ?? {}).find((name) =>
    name.startsWith("vault."),
  )!;
  const directory = join(environment.directory, "house");
  mkdirSync(directory, { recursive: true });
  const certificate = issueCertificate(directory, [vaultHost, ...hostnames]);
  addAddress(address);
  addNames(environment, {
    [vaultHost]: address,
    ...Object.fromEntries(hostnames.map((name) => [name, address])),
    // The API server asks kubelets by the names of their nodes; all of them are one program here.
    ...Object.fromEntries(found.nodes.map(({ name }) => [name, found.endpoint])),
  });
  const vault = new VaultStandIn(certificate, token);
  await vault.listen(8200, address);
  const ingress = createServer(certificate, (_, response) => response.end("ok"));
  await new Promise<void>((resolve) => ingress.listen(443, address, resolve));
  const closeIngress = (): void => {
    ingress.closeAllConnections();
    ingress.close();
  };
  return {
    vault,
    token,
    authority: join(directory, "authority.crt"),
    closeIngress,
    stop() {
      closeIngress();
      vault.stop();
    },
  };
}
