import { spawn } from "node:child_process";
import type { Machine } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

/** Exit code of a machine that somebody else works on. */
const inUse = 75;

/**
 * Taken on the machine itself, so it also holds for other people on other computers. The kernel frees it with the
 * process that holds it, which ends with the connection, or when no line has come for a while: nothing stale stays.
 * What an earlier run began there, and did not live to see the end of, ends first: two of a kind at once do harm.
 */
const script = `exec 9<>"$1" || exit 1
if flock --nonblock 9; then
  printf '%s\\n' "$2" >"$1" || exit 1
  until flock --nonblock "$4" true; do
    echo waits
    read -r -t 1 _
    if test $? -eq 1; then exit 1; fi
  done
  echo held
  while read -r -t "$3" _; do :; done
else
  cat "$1"
  exit ${inUse}
fi`;

export interface LockFile {
  readonly path: string;
  /** After which the holder counts as gone. */
  readonly silenceSeconds: number;
  /** Called once when commands of an earlier run have to end before. */
  readonly onWait?: () => void;
}

/** Locked, shared, by each command that runs on the machine for who holds the lock. */
function commandsFile(path: string): string {
  return `${path}.commands`;
}

/** A connection of its own that holds the lock of a machine for as long as it lives. */
export interface LockSession {
  readonly state: "held" | "in use" | "refused";
  /** Who has it, or why it cannot be taken; of a session that ended: why. */
  said(): string;
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

export async function openLock(
  ssh: Ssh,
  machine: Machine,
  owner: string,
  { path, silenceSeconds, onWait }: LockFile,
): Promise<LockSession> {
  const words = [path, owner, String(silenceSeconds), commandsFile(path)];
  const held = ["bash", "-c", script, "strata", ...words];
  const argv = ssh.argv(machine, held, false);
  const child = spawn(argv[0]!, argv.slice(1), { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let [out, error] = ["", ""];
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const answered = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const isFirst = out === "";
      out += chunk.toString();
      if (isFirst && out.startsWith("waits\n")) onWait?.();
      if (/^(?:waits\n)*held\n/.test(out)) resolve();
    });
  });
  await Promise.race([answered, ended]);
  const isHeld = /^(?:waits\n)*held\n/.test(out);
  if (isHeld) ssh.hold(machine, commandsFile(path));
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  if (!isHeld) await end();
  const beat = setInterval(() => child.stdin.write("\n"), (silenceSeconds * 1000) / 4);
  beat.unref();
  void ended.then(() => clearInterval(beat));
  const state = isHeld ? "held" : child.exitCode === inUse ? "in use" : "refused";
  const said = (): string => error.trim().split("\n").at(-1) || `code ${child.exitCode}`;
  return { state, ended, end, said: state === "in use" ? () => out.trim() || "somebody" : said };
}
