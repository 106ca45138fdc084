import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { FleetError } from "../../lib/problem.ts";

const mark = "STRATA_E2E_INSIDE";
const runMark = "STRATA_E2E_RUN";

/** What the other side prints, and what it sends by `tell`. */
export interface Listeners {
  readonly onLine: (line: string) => void;
  readonly onMessage: (message: unknown) => void;
}

/** Runs this program again with these arguments; returns its exit code. Hands over what it says as it comes. */
export type RunAgain = (args: readonly string[], listeners: Listeners) => Promise<number>;

/** Whether this process was started by `runInside` or `runBeside`. */
export function isInside(): boolean {
  return process.env[mark] !== undefined;
}

/** Whether it runs where only loopback exists, and nothing on that but what it starts. */
export function isShutOff(): boolean {
  return process.env[mark] === "namespace";
}

/** Process id of the side that began, which sees every process of the run. */
export function runId(): string {
  return process.env[runMark] ?? String(process.pid);
}

const ownNamespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];

function unshareOptions(): string[] {
  const isRoot = process.getuid?.() === 0;
  return isRoot ? ownNamespaces : ["--user", "--map-root-user", ...ownNamespaces];
}

/** What keeps this computer from giving a run namespaces of its own; nothing when it can. */
export function namespaceRefusal(): string | undefined {
  const args = [...unshareOptions(), "ip", "link", "set", "lo", "up"];
  const { status, stderr, error } = spawnSync("unshare", args, { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/**
 * Runs it where only loopback exists, with mounts and process ids of its own: whatever it starts ends with it, even when
 * it is killed.
 */
export const runInside: RunAgain = (args, listeners) => {
  const options = unshareOptions();
  run("unshare", [...options, "true"], "run it as root, or where user namespaces are allowed");
  // The shell is the first process there: it takes in the orphans.
  const script = `ip link set lo up && "$@"; exit $?`;
  const command = ["unshare", ...options, "sh", "-c", script, "sh", ...thisProgram(args)];
  return runAgain("namespace", command, listeners);
};

/** Runs it as it is, beside everything else. */
export const runBeside: RunAgain = (args, listeners) =>
  runAgain("loopback", thisProgram(args), listeners);

function thisProgram(args: readonly string[]): string[] {
  return [process.execPath, ...process.execArgv, process.argv[1]!, ...args];
}

function runAgain(
  place: "namespace" | "loopback",
  [program = "", ...args]: readonly string[],
  { onLine, onMessage }: Listeners,
): Promise<number> {
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...colours(), ...process.env, [mark]: place, [runMark]: runId() },
  });
  const ends = [child.stdout!, child.stderr!].map((stream) =>
    once(createInterface({ input: stream }).on("line", onLine), "close"),
  );
  child.on("message", onMessage);
  const forget = leaveAtEnd(() => void (child.connected && child.disconnect()));
  return new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    // Its "close" never comes once this side has disconnected.
    child.on("exit", (code, signal) =>
      Promise.all(ends).then(() => resolve(code ?? 128 + constants.signals[signal!]), reject),
    );
  }).finally(forget);
}

/** Leaves the other side when this one is told to end; returns what takes that back. */
function leaveAtEnd(leave: () => void): () => void {
  // Ctrl-C reaches the other side by itself; it stops too when this side is gone.
  const listeners = { SIGINT: () => {}, SIGTERM: leave, SIGHUP: leave };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
  };
}

/** Lines that pass through this side look as they would on its terminal. */
function colours(): NodeJS.ProcessEnv {
  return process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
}

/** Sends a message to the side that called `runInside`. */
export function tell(message: unknown): void {
  process.send?.(message);
}

/** Calls back once, when the user or the other side wants an end. */
export function onEnd(stop: () => void): void {
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, stop);
  process.channel?.unref();
}

/** Gives loopback one more address. */
export function addAddress(address: string): void {
  run(
    "ip",
    ["address", "replace", `${address}/32`, "dev", "lo"],
    "give each cluster its own endpoint",
  );
}

const mounted = new Set<string>();

/** Makes these names mean this computer, and every other name mean nothing. */
export function resolveHere(hosts: readonly string[], directory: string): void {
  const files = {
    hosts: `127.0.0.1 localhost ${hosts.join(" ")}\n`,
    "resolv.conf": "nameserver 127.0.0.1\n",
  };
  for (const [name, content] of Object.entries(files)) {
    const file = join(directory, name);
    writeFileSync(file, content);
    // On top of the mount of an earlier environment, its file could not be removed any more.
    if (mounted.has(name)) run("umount", [`/etc/${name}`], "end what holds it open");
    mounted.add(name);
    run("mount", ["--bind", file, `/etc/${name}`], "check that the file is there");
  }
}

function run(program: string, args: readonly string[], todo: string): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return;
  const message = `"${program} ${args.join(" ")}" failed: ${error?.message ?? stderr.trim()}; ${todo}`;
  throw new FleetError([{ place: "e2e", message }]);
}
