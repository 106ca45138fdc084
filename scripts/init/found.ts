import { existsSync, readFileSync } from "node:fs";
import { homedir, networkInterfaces } from "node:os";
import { join } from "node:path";
import {
  contains,
  formatAddress,
  parseAddress,
  parseCidr,
  parseSpan,
} from "../../lib/model/addresses.ts";
import { runProgram } from "../process/program.ts";

/** What this computer says of the house. */
export interface Found {
  readonly network?: FoundNetwork;
  /** URL of the remote `origin`. */
  readonly remote?: string;
  readonly branch?: string;
  readonly email?: string;
  /** A public key for SSH, as its file has it. */
  readonly publicKey?: string;
}

export interface FoundNetwork {
  /** Name of the interface, and its address. */
  readonly device: string;
  readonly address: string;
  readonly cidr: string;
  readonly gateway?: string;
  readonly dns: readonly string[];
}

export async function lookAround(root: string): Promise<Found> {
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    const { exitCode, stdout } = await runProgram({ argv: ["git", "-C", root, ...args] });
    return (exitCode === 0 && stdout.trim()) || undefined;
  };
  const [remote, branch, email, route] = await Promise.all([
    git("remote", "get-url", "origin"),
    git("symbolic-ref", "--short", "HEAD"),
    git("config", "user.email"),
    defaultRoute(),
  ]);
  const network = networkOf(networkInterfaces(), route, readIfThere("/etc/resolv.conf"));
  const publicKey = findPublicKey();
  return { network, remote, branch, email, publicKey };
}

/** The way out of this computer. */
interface Route {
  readonly device: string;
  readonly gateway: string;
}

async function defaultRoute(): Promise<Route | undefined> {
  if (process.platform === "linux") return routeOfLinux(readIfThere("/proc/net/route"));
  const { stdout } = await runProgram({ argv: ["route", "-n", "get", "default"] });
  const [, gateway] = /gateway: ([\d.]+)/.exec(stdout) ?? [];
  const [, device] = /interface: (\S+)/.exec(stdout) ?? [];
  return gateway === undefined || device === undefined ? undefined : { device, gateway };
}

/** A line of /proc/net/route with destination 0: addresses are hexadecimal, the last byte first. */
export function routeOfLinux(text: string): Route | undefined {
  for (const line of text.split("\n")) {
    const [device = "", destination, gateway = ""] = line.split("\t");
    if (destination !== "00000000" || !/^[0-9A-F]{8}$/i.test(gateway)) continue;
    const bytes = gateway.match(/../g)!.toReversed();
    return { device, gateway: bytes.map((byte) => Number.parseInt(byte, 16)).join(".") };
  }
  return undefined;
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/** The network that the way out leads through; without one the first that is not in this computer alone. */
export function networkOf(
  interfaces: Interfaces,
  route: Route | undefined,
  resolv: string,
): FoundNetwork | undefined {
  const all = Object.entries(interfaces)
    .flatMap(([device, list = []]) => list.map((one) => ({ ...one, device })))
    .filter(({ family, internal }) => family === "IPv4" && !internal);
  const found = all.find(({ device }) => device === route?.device) ?? all[0];
  if (!found?.cidr) return undefined;
  const bits = Number(found.cidr.split("/")[1]);
  const size = 2 ** (32 - bits);
  const address = parseAddress(found.address);
  const cidr = `${formatAddress(address - (address % size))}/${bits}`;
  const gateway = found.device === route?.device ? route.gateway : undefined;
  const dns = [...resolv.matchAll(/^nameserver\s+(\d+(?:\.\d+){3})\s*$/gm)]
    .map(([, server]) => server!)
    .filter((server) => !server.startsWith("127."));
  return { device: found.device, address: found.address, cidr, gateway, dns };
}

/** Whether it stands in the block. */
export function isInside(address: string, cidr: string): boolean {
  return contains(parseCidr(cidr), parseSpan(address));
}

function findPublicKey(): string | undefined {
  const keys = ["id_ed25519", "id_ecdsa", "id_rsa"];
  const path = keys.map((key) => join(homedir(), ".ssh", `${key}.pub`)).find(existsSync);
  return (path && readIfThere(path).trim()) || undefined;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
