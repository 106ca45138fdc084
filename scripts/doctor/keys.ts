import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { unsealerOf } from "../../lib/build/unsealer.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { accessCommand, accessOptions, isInContainers } from "../kube/access.ts";
import { knownHostsPath } from "../run/command.ts";
import { machinesOf } from "../ssh/machine.ts";
import { kubeconfigPath } from "../run/kubeconfig.ts";
import { runProgram } from "../process/program.ts";
import type { Line } from "./line.ts";
import { signingLines } from "./signing.ts";

/** What this computer needs in order to be let in. */
export async function keyLines(fleet: Fleet): Promise<readonly Line[]> {
  const hasMachines = machinesOf(fleet).length > 0;
  return [
    ...(hasMachines ? [sshKey(), knownHosts(fleet)] : []),
    ...(fleet.clusters.length > 0 ? [await contexts(fleet)] : []),
    ...(usesVault(fleet) ? [vaultToken()] : []),
    ...(await signingLines(fleet)),
  ];
}

function sshKey(): Line {
  const name = "SSH key";
  const named = process.env["STRATA_SSH_KEY"];
  if (named !== undefined)
    return existsSync(named)
      ? { state: "good", name, found: named }
      : {
          state: "missing",
          name,
          found: `STRATA_SSH_KEY is ${named}, which is not there`,
          blocks: "vm, node, bootstrap",
          get: "set it to your key",
        };
  if (process.env["SSH_AUTH_SOCK"]) return { state: "good", name, found: "an agent" };
  const key = namesIn(join(homedir(), ".ssh")).find((file) => /^id_\w+$/.test(file));
  if (key !== undefined) return { state: "good", name, found: `~/.ssh/${key}` };
  const get = "ssh-keygen -t ed25519";
  return {
    state: "absent",
    name,
    found: "none in ~/.ssh, and no agent",
    blocks: "vm, node, bootstrap",
    get,
  };
}

/** Host keys of machines, by the address that stands at the beginning of each line. */
function knownHosts(fleet: Fleet): Line {
  const name = "host keys";
  const machines = machinesOf(fleet);
  const text = existsSync(knownHostsPath) ? readFileSync(knownHostsPath, "utf8") : "";
  const known = new Set(text.split("\n").flatMap((line) => line.split(" ")[0]?.split(",") ?? []));
  const missing = machines.filter((one) => !known.has(one.name) && !known.has(one.address));
  if (missing.length === 0) return { state: "good", name, found: `of ${machines.length} machines` };
  const found = `of ${machines.length - missing.length} of ${machines.length} machines, not of ${missing[0]!.name}`;
  const get = "vm apply and node prepare write them to clusters/known_hosts";
  return { state: "absent", name, found, blocks: "commands on those machines", get };
}

async function contexts({ clusters }: Fleet): Promise<Line> {
  const name = "kubeconfig";
  const known = await Promise.all(clusters.map(isKnown));
  const missing = clusters.filter((_, index) => !known[index]);
  const wanted = clusters.map((one) => one.name).join(", ");
  if (missing.length === 0) return { state: "good", name, found: wanted };
  const found = `none of ${missing.map((one) => one.name).join(", ")}`;
  const blocks = "forward, health, debug and secret there";
  const get = missing.map(accessCommand).join(", ");
  return { state: "absent", name, found, blocks, get };
}

/** Whether something leads to a cluster; the cluster itself is not asked. */
async function isKnown(cluster: Cluster): Promise<boolean> {
  if (!isInContainers(cluster)) return existsSync(kubeconfigPath(cluster));
  const output = "--output=jsonpath={.clusters[0].cluster.server}";
  const argv = ["kubectl", ...accessOptions(cluster), "config", "view", "--minify", output];
  const { exitCode, stdout } = await runProgram({ argv, timeoutSeconds: 10 });
  return exitCode === 0 && stdout.trim() !== "";
}

/** Whether values of Secrets are kept outside git, or Vault itself is backed up. */
function usesVault({ site, clusters }: Fleet): boolean {
  const isOutside = (cluster: Cluster): boolean => {
    const stores = cluster.components.filter(({ provides }) => provides.includes("secret-store"));
    const unsealer = unsealerOf(cluster)?.placement;
    return stores.some((store) => store !== unsealer);
  };
  return site.backups?.vault !== undefined || clusters.some(isOutside);
}

function vaultToken(): Line {
  const name = "Vault token";
  if (process.env["VAULT_TOKEN"]) return { state: "good", name, found: "VAULT_TOKEN" };
  if (existsSync(join(homedir(), ".vault-token")))
    return { state: "good", name, found: "~/.vault-token" };
  return {
    state: "absent",
    name,
    found: "none",
    blocks: "secret set, where Vault keeps it",
    get: "vault login",
  };
}

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
