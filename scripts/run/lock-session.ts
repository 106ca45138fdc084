import { spawn } from "node:child_process";
import type { Machine } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

/** Exit code of a machine that somebody else works on. */
const inUse = 75;

/**
 * Taken on the machine itself, so it also holds for other people on other computers. The kernel frees it with the
 * process that holds it, which ends with the connection, or when no line has come for a while: nothing stale stays.
 */
const script = `exec 9<>"$1" || exit 1
if flock --nonblock 9; then
  printf '%s\\n' "$2" >"$1" && echo held
  while read -r -t "$3" _; do :; done
else
  cat "$1"
  exit ${inUse}
fi`;

export interface LockFile {
  readonly path: string;
  /** After which the holder counts as gone. */
  readonly silenceSeconds: number;
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
  { path, silenceSeconds }: LockFile,
): Promise<LockSession> {
  const held = ["bash", "-c", script, "strata", path, owner, String(silenceSeconds)];
  const argv = ssh.argv(machine, held, false);
  const child = spawn(argv[0]!, argv.slice(1), { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let [out, error] = ["", ""];
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const answered = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes("\n")) resolve();
    });
  });
  await Promise.race([answered, ended]);
  const isHeld = out.startsWith("held\n");
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
