import { failure } from "../tell/failure.ts";
import { readRemote, succeeds } from "../ssh/look.ts";
import type { Machine } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { configFile } from "./k3s-config.ts";
import type { Target } from "./target.ts";
import { isServer, serversOf } from "./target.ts";

/** Where a server keeps the token, with the hash of the cluster's authority, by which a node knows the cluster. */
const serverToken = "/var/lib/rancher/k3s/server/token";

/**
 * Whether this server makes the cluster: it did so before, or it is the first of the data and none runs. Throws when
 * that cannot be told, as a second cluster under the same address would be worse than none.
 */
export async function isFirstServer(ssh: Ssh, target: Target): Promise<boolean> {
  if (!isServer(target)) return false;
  const { machine } = target;
  const own = await readRemote(ssh, machine, configFile);
  if (own !== "") return own.includes("cluster-init: true");
  const servers = serversOf(target);
  const others = servers.filter((one) => one.machine.name !== machine.name);
  const states = await Promise.all(others.map((one) => hasToken(ssh, one.machine)));
  if (states.includes("yes")) return false;
  const silent = others.filter((_, i) => states[i] === "unknown").map((one) => one.node.name);
  if (silent.length > 0) {
    const message = `cannot tell whether the cluster exists: ${silent.join(", ")} ${silent.length === 1 ? "does" : "do"} not answer; start ${silent.length === 1 ? "it" : "them"} first`;
    throw failure(target.cluster.name, message);
  }
  if (servers[0]!.machine.name === machine.name) return true;
  const message = `no server of ${target.cluster.name} runs; the first is made by: npm run node -- join ${servers[0]!.node.name}`;
  throw failure(machine.name, message);
}

async function hasToken(ssh: Ssh, machine: Machine): Promise<"yes" | "no" | "unknown"> {
  try {
    return (await succeeds(ssh, machine, "test", "-s", serverToken)) ? "yes" : "no";
  } catch {
    return "unknown";
  }
}

/** A server of the cluster that runs, other than a server that has yet to join. */
export async function tokenHolder(ssh: Ssh, target: Target): Promise<Machine> {
  const servers = serversOf(target).map(({ machine }) => machine);
  const isOwn = ({ name }: Machine): number => Number(name === target.machine.name);
  // One after the other: mostly the first has it.
  for (const server of servers.toSorted((a, b) => isOwn(a) - isOwn(b)))
    if ((await hasToken(ssh, server)) === "yes") return server;
  const names = servers.map(({ name }) => name).join(", ");
  const message = `no server of ${target.cluster.name} has a token yet (${names}); start the cluster first: npm run bootstrap -- ${target.cluster.name}`;
  throw failure(target.machine.name, message);
}

export function readToken(ssh: Ssh, server: Machine): Promise<string> {
  return ssh.run(server, { argv: ["cat", serverToken] });
}
