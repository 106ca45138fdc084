import { git, tryGit } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";

/** Id by ref. */
export type Refs = ReadonlyMap<string, string>;

/** Where the current branch is pulled from, or `origin`. */
export function defaultRemote(branch: string): string {
  if (branch === "") return "origin";
  const upstream = git("for-each-ref", "--format=%(upstream:remotename)", `refs/heads/${branch}`);
  return upstream === "" || upstream === "." ? "origin" : upstream;
}

/** The branches and tags that a remote has. */
export function readRemote(remote: string): Refs {
  const { isDone, output, message } = tryGit([...listRefs, "--", remote]);
  if (isDone) return refsIn(output.toString());
  const todo = "check its address, the network and your access, and try again";
  throw new Refusal([{ place: shown(remote), message: `cannot be read: ${message}; ${todo}` }]);
}

/** Arguments of git that print the branches and tags of a remote. */
export const listRefs = ["ls-remote", "--refs", "--heads", "--tags"];

/** What git prints with them. */
export function refsIn(output: string): Refs {
  const lines = output.split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split("\t").toReversed() as [string, string]));
}
