import { spawn } from "node:child_process";
import { hostname, userInfo } from "node:os";
import type { FleetError } from "../../lib/problem.ts";
import { failure } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { lookWith } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

/** Exit code of a machine that somebody else works on. */
const inUse = 75;

/**
 * Taken on the machine itself, so it also holds for other people on other computers. The kernel frees it with the
 * process that holds it, which ends with the connection, or when no line has come for a minute: nothing stale stays.
 */
const script = `exec 9<>"$1" || exit 1
if flock --nonblock 9; then
  printf '%s\\n' "$2" >"$1" && echo held
  while read -r -t "$3" _; do :; done
else
  cat "$1"
  exit ${inUse}
fi`;

export interface LockOptions {
  /** /run/strata.lock by default: it does not outlive a restart of the machine. */
  readonly path?: string;
  /** After which the holder counts as gone; 60 by default. */
  readonly silenceSeconds?: number;
}

export interface Lock {
  /** Aborted when the lock is lost: the machine is gone, or this computer slept for too long. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** Throws when somebody else is at work there, with who and since when. `purpose` is the command. */
export async function lock(
  ssh: Ssh,
  machine: Machine,
  purpose: string,
  { path = "/run/strata.lock", silenceSeconds = 60 }: LockOptions = {},
): Promise<Lock> {
  // The connection and its problems come first.
  await ssh.run(machine, { argv: ["true"], timeoutSeconds: 30 });
  const owner = `${purpose}, started by ${userInfo().username} on ${hostname()} at ${new Date().toISOString()}`;
  const held = ["bash", "-c", script, "strata", path, owner, String(silenceSeconds)];
  // A connection of its own, which ends with this process.
  const argv = ssh.argv(machine, held, false);
  const child = spawn(argv[0]!, argv.slice(1), {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const lost = new AbortController();
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const answer = await firstLine(child.stdout, ended);
  if (answer !== "held") {
    child.stdin.end();
    await ended;
    throw refusal(machine, child.exitCode === inUse, answer || said.trim() || "somebody");
  }
  const beat = setInterval(() => child.stdin.write("\n"), (silenceSeconds * 1000) / 4);
  beat.unref();
  let isReleased = false;
  void ended.then(() => {
    clearInterval(beat);
    if (isReleased) return;
    const message =
      "the connection that held its lock broke off; run this again, it goes on where it was";
    lost.abort(failure(machine.name, message));
  });
  return {
    signal: lost.signal,
    async release() {
      isReleased = true;
      child.stdin.end();
      await ended;
    },
  };
}

function refusal(machine: Machine, isInUse: boolean, said: string): FleetError {
  return failure(
    machine.name,
    isInUse
      ? `is in use by "${said}"; wait until that has ended, or end it there`
      : `cannot be locked: ${said}; look there with: ${lookWith(machine, "df /run")}`,
  );
}

/** All of them or none, in the order of their names. */
export async function lockAll(
  ssh: Ssh,
  machines: readonly Machine[],
  purpose: string,
  options: LockOptions = {},
): Promise<Lock> {
  const held: Lock[] = [];
  const release = async (): Promise<void> =>
    void (await Promise.all(held.map((one) => one.release())));
  try {
    for (const machine of machines.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      held.push(await lock(ssh, machine, purpose, options));
  } catch (error) {
    await release();
    throw error;
  }
  return { signal: AbortSignal.any(held.map(({ signal }) => signal)), release };
}

function firstLine(stream: NodeJS.ReadableStream, ended: Promise<void>): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.split("\n")[0]!);
    });
    void ended.then(() => resolve(text.trim()));
  });
}
