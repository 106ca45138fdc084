import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./failure.ts";

export type Config = Record<string, string>;

/** A virtual machine: its options, and those it had at each snapshot. */
export interface Vm {
  readonly vmid: number;
  config: Config;
  snapshots: Record<string, Config>;
}

const directory = "/etc/pve/qemu-server";

function fileOf(vmid: number): string {
  return join(directory, `${vmid}.conf`);
}

export function vmids(): number[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .map((name) => /^(\d+)\.conf$/.exec(name)?.[1])
    .flatMap((id) => (id === undefined ? [] : Number(id)))
    .sort((a, b) => a - b);
}

export function exists(vmid: number): boolean {
  return existsSync(fileOf(vmid));
}

/** Reads a configuration file: `key: value` lines, and a section for each snapshot (qm.conf(5)). */
export function load(vmid: number): Vm {
  if (!exists(vmid))
    throw new Refusal(
      `Configuration file 'nodes/${hostname()}/qemu-server/${vmid}.conf' does not exist`,
    );
  const vm: Vm = { vmid, config: {}, snapshots: {} };
  let section = vm.config;
  for (const line of readFileSync(fileOf(vmid), "utf8").split("\n")) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading) section = vm.snapshots[heading] = {};
    const [, key, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
    if (key) section[key] = value!;
  }
  return vm;
}

export function save({ vmid, config, snapshots }: Vm): void {
  mkdirSync(directory, { recursive: true });
  const print = (one: Config): string =>
    Object.keys(one)
      .sort()
      .map((key) => `${key}: ${one[key]}\n`)
      .join("");
  const sections = Object.entries(snapshots).map(([name, one]) => `\n[${name}]\n${print(one)}`);
  const unfinished = join(directory, `.${vmid}.${process.pid}`);
  writeFileSync(unfinished, [print(config), ...sections].join(""));
  renameSync(unfinished, fileOf(vmid));
}

export function remove(vmid: number): void {
  rmSync(fileOf(vmid));
}

/** A lock that the configuration names stays until who set it is done, or `qm unlock` is called. */
export function checkLock({ config }: Vm): void {
  if (config["lock"]) throw new Refusal(`VM is locked (${config["lock"]})`);
}

export function isTemplate({ config }: Vm): boolean {
  return config["template"] === "1";
}

/** Nobody else changes the configuration meanwhile; who waits longer than ten seconds gives up. */
export async function withLock<Result>(
  vmid: number,
  action: () => Promise<Result> | Result,
): Promise<Result> {
  const file = `/run/lock/qemu-server/lock-${vmid}.conf`;
  mkdirSync("/run/lock/qemu-server", { recursive: true });
  const end = Date.now() + 10_000;
  while (!take(file)) {
    if (Date.now() > end) throw new Refusal(`can't lock file '/var${file.slice(4)}' - got timeout`);
    await sleep(50);
  }
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The lock of a process that is gone counts for nothing. */
function take(file: string): boolean {
  try {
    const handle = openSync(file, "wx");
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch {
    const owner = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (owner && !existsSync(`/proc/${owner}`)) rmSync(file, { force: true });
    return false;
  }
}
