import { load } from "js-yaml";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { readRemote } from "../ssh/look.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { k3sConfig, startedWith } from "./k3s-config.ts";
import type { Target } from "./target.ts";
import { isServer, serversOf } from "./target.ts";

/** Settings of k3s by flag, as text. */
export type Settings = Readonly<Record<string, string>>;

/** What the pods and Services of a cluster have their addresses from, by the field of the data. */
const ranges = { "cluster-cidr": "podCidr", "service-cidr": "serviceCidr" } as const;

/** With what k3s takes for them otherwise: it refuses a server that has others (k3s: ha-embedded, "must match"). */
const common: Settings = {
  "cluster-domain": "cluster.local",
  "cluster-dns": "",
  "disable-cloud-controller": "false",
  "disable-helm-controller": "false",
  "disable-network-policy": "false",
  "egress-selector-mode": "agent",
  "embedded-registry": "false",
  "flannel-backend": "vxlan",
  "flannel-external-ip": "false",
  "flannel-ipv6-masq": "false",
  "secrets-encryption": "false",
  "secrets-encryption-provider": "aescbc",
};

/** Of a config.yaml, those that all servers of a cluster have in common. */
export function commonSettings(text: string): Settings {
  const found = load(text) as Record<string, unknown>;
  const disabled = (found["disable"] ?? []) as readonly string[];
  const all = { "cluster-cidr": "", "service-cidr": "", ...common };
  return {
    ...Object.fromEntries(
      Object.entries(all).map(([key, value]) => [key, textOf(found[key] ?? value)]),
    ),
    // k3s compares of all the parts that can be off this one alone.
    "disable servicelb": String(disabled.includes("servicelb")),
  };
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** What cannot be changed under a cluster that runs, by flag. */
export function rangeProblems(running: Settings, wanted: Settings): string[] {
  return Object.entries(ranges)
    .filter(([key]) => running[key] !== "" && running[key] !== wanted[key])
    .map(
      ([key, field]) =>
        `runs with ${key} ${running[key]}, and the data says ${wanted[key]}: a cluster keeps its addresses for life; set ${field} back in clusters/, or make the cluster anew`,
    );
}

/** The settings with which k3s would not let a server join, each with both values. */
export function joinDifferences(running: Settings, wanted: Settings): string[] {
  return Object.keys(running)
    .filter((key) => !(key in ranges) && running[key] !== wanted[key])
    .map((key) => `${key}: ${running[key]} there, ${wanted[key]} here`);
}

/** Throws when a cluster that runs has other addresses than the data says. */
export async function requireRanges(ssh: Ssh, target: Target): Promise<void> {
  const running = await runningServer(ssh, serversOf(target));
  if (!running) return;
  const messages = rangeProblems(running.settings, wantedOf(running.target));
  const problems = messages.map((message): Problem => ({ place: target.cluster.name, message }));
  if (problems.length > 0) throw new FleetError(problems);
}

/** The same for a server that joins, and when k3s would refuse it. */
export async function requireSettings(ssh: Ssh, target: Target): Promise<void> {
  await requireRanges(ssh, target);
  if (!isServer(target)) return;
  const { name } = target.node;
  const others = serversOf(target).filter(({ node }) => node.name !== name);
  const running = await runningServer(ssh, others);
  // A server that runs brings changes to the cluster, one after the other.
  if (!running || (await readStarted(ssh, target)) !== "") return;
  const found = joinDifferences(running.settings, wantedOf(target));
  if (found.length === 0) return;
  const first = running.target.node.name;
  const message = `would join with other settings than ${first} runs with, which k3s refuses (${found.join("; ")}); correct clusters/, or bring ${first} to the data first: npm run node -- join ${first}`;
  throw new FleetError([{ place: name, message }]);
}

function wantedOf({ cluster, node }: Target): Settings {
  return commonSettings(k3sConfig(cluster, node, false));
}

/** The first of these servers that was started, with what it was started with. */
async function runningServer(
  ssh: Ssh,
  servers: readonly Target[],
): Promise<{ readonly target: Target; readonly settings: Settings } | undefined> {
  for (const target of servers) {
    const text = await readStarted(ssh, target);
    if (text !== "") return { target, settings: commonSettings(text) };
  }
  return undefined;
}

/** Empty when it was not started, and while it does not answer: others know the same. */
function readStarted(ssh: Ssh, { machine }: Target): Promise<string> {
  return readRemote(ssh, machine, startedWith).catch((error: unknown) => {
    if (error instanceof FleetError) return "";
    throw error;
  });
}
