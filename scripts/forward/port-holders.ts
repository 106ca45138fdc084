import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { shellSync } from "../process/program.ts";

/** A process that listens on a port of this computer. */
export interface Holder {
  /** Undefined for a process of another user, which may not be looked at. */
  readonly pid?: number;
  /** Its command line, cut off after 60 characters. */
  readonly program: string;
}

/** Who listens on these ports; a port that nobody holds is left out. */
export function holdersOf(ports: readonly number[]): ReadonlyMap<number, Holder> {
  if (ports.length === 0) return new Map();
  return process.platform === "linux" ? holdersOnLinux(ports) : holdersByLsof(ports);
}

/** State of a listening socket in /proc/net/tcp (proc_pid_net(5)). */
const listening = "0A";

function holdersOnLinux(ports: readonly number[]): ReadonlyMap<number, Holder> {
  const wanted = new Set(ports);
  const sockets = new Map<string, number>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of linesOf(table).slice(1)) {
      const fields = line.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(":")[1] ?? "", 16);
      if (fields[3] === listening && wanted.has(port)) sockets.set(fields[9]!, port);
    }
  }
  const holders = new Map<number, Holder>();
  for (const pid of sockets.size > 0 ? namesIn("/proc").filter((name) => /^\d+$/.test(name)) : []) {
    for (const descriptor of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
      const port = sockets.get(inode ?? "");
      if (port !== undefined)
        holders.set(port, { pid: Number(pid), program: shortened(commandOf(pid)) });
    }
  }
  for (const port of sockets.values())
    if (!holders.has(port)) holders.set(port, { program: "a process of another user" });
  return holders;
}

/** `-F` prints one field a line: p and the process, c and its command, n and the name (lsof(8)). */
function holdersByLsof(ports: readonly number[]): ReadonlyMap<number, Holder> {
  const list = ports.flatMap((port) => [`-iTCP:${port}`]);
  const args = ["-nP", "-sTCP:LISTEN", "-Fpcn", ...list];
  const { stdout } = shellSync()`lsof ${args}`;
  const holders = new Map<number, Holder>();
  let [pid, program] = [0, ""];
  for (const line of stdout.split("\n")) {
    const value = line.slice(1);
    if (line.startsWith("p")) pid = Number(value);
    if (line.startsWith("c")) program = value;
    const port = line.startsWith("n") ? Number(/:(\d+)$/.exec(value)?.[1]) : 0;
    if (ports.includes(port)) holders.set(port, { pid, program });
  }
  return holders;
}

function commandOf(pid: string): string {
  return linesOf(`/proc/${pid}/cmdline`).join("").split("\0").join(" ").trim();
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
