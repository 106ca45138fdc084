import { spawnSync } from "node:child_process";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "./shown.ts";

export interface GitResult {
  readonly isDone: boolean;
  readonly output: Buffer;
  /** What git said on stderr, in English. */
  readonly message: string;
}

/** Runs git in the current directory. Not with zx: its import takes longer than all that the hook has to do. */
export function tryGit(
  args: readonly string[],
  input = "",
  environment: NodeJS.ProcessEnv = {},
): GitResult {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    input,
    maxBuffer: Infinity,
    env: { ...process.env, ...environment, LC_ALL: "C" },
  });
  if (error)
    throw new Refusal([{ place: "git", message: `${error.message}; install git 2.31 or newer` }]);
  return { isDone: status === 0, output: stdout, message: said(stderr.toString()) };
}

export function git(...args: string[]): string {
  const { isDone, output, message } = tryGit(args);
  if (isDone) return output.toString().trimEnd();
  throw new Refusal([
    { place: `git ${args[0]}`, message: `${message}; correct that and try again` },
  ]);
}

/** The user sees it work and may be asked for a password. */
export function gitInTerminal(args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const env = { ...process.env, ...environment };
  return spawnSync("git", args, { stdio: "inherit", env }).status === 0;
}

/** Contents of blobs, in the order of their ids. */
export function readBlobs(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const { output } = tryGit(["cat-file", "--batch"], ids.map((id) => `${id}\n`).join(""));
  let start = 0;
  return ids.map(() => {
    const head = output.indexOf("\n", start);
    const size = Number(output.toString("utf8", start, head).split(" ")[2]);
    start = head + 1 + size + 1;
    return output.toString("utf8", head + 1, head + 1 + size);
  });
}

/** What `<commit>:<path>` and the like name, or undefined where this clone has no such object. */
export function resolve(names: readonly string[]): (string | undefined)[] {
  const check = ["cat-file", "--batch-check=%(objectname)"];
  const { output } = tryGit(check, names.map((name) => `${name}\n`).join(""));
  const lines = output.toString().split("\n");
  return names.map((_, i) => (/^[0-9a-f]+$/.test(lines[i]!) ? lines[i] : undefined));
}

function said(stderr: string): string {
  const lines = shown(stderr)
    .replace(/Please make sure you have the correct access rights[^]*/, "")
    .split("\n")
    .map((line) =>
      line
        .replace(/^(fatal|error): /, "")
        .trim()
        .replace(/\.$/, ""),
    )
    .filter((line) => line !== "" && !/^(To |hint:|failed to push some refs)/.test(line));
  return lines.join(", ");
}
