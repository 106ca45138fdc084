import { git, resolve, tryGit } from "../git/git.ts";
import type { Pin } from "./pins.ts";
import { pinHash } from "../../lib/emit/pin.ts";
import { hashOf, refOf } from "./pins.ts";
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

/** The pins that a remote has, and a branch of it. */
export function readRemote(remote: string, branch?: string): Refs {
  const patterns = ["refs/tags/pin/*", ...(branch ? [`refs/heads/${branch}`] : [])];
  const { isDone, output, message } = tryGit([
    "ls-remote",
    "--refs",
    "--heads",
    "--tags",
    "--",
    remote,
    ...patterns,
  ]);
  if (!isDone) {
    const todo = "check its address, the network and your access, and try again";
    throw new Refusal([{ place: shown(remote), message: `cannot be read: ${message}; ${todo}` }]);
  }
  const lines = output.toString().split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split("\t").toReversed() as [string, string]));
}

/** A pin that is there is never moved; where this clone can tell that it has other content, that is a problem. */
export function requireContent(remote: string, pins: readonly Pin[], refs: Refs): void {
  const present = pins.filter((pin) => refs.has(refOf(pin)));
  const commits = present.map((pin) => refs.get(refOf(pin))!);
  const known = resolve(commits.map((commit) => `${commit}^{tree}`));
  const trees = resolve(present.map(({ folder }, i) => `${commits[i]}:${folder}`));
  const wrong = present
    .map((pin, i) => ({
      pin,
      commit: commits[i]!,
      isKnown: known[i] !== undefined,
      tree: trees[i],
    }))
    .filter(
      ({ pin, isKnown, tree }) => isKnown && !(tree && pinHash(pin.folder, tree) === hashOf(pin)),
    );
  if (wrong.length === 0) return;
  throw new Refusal(
    wrong.map(({ pin, commit, tree }) => ({
      place: pin.application,
      message:
        `${pin.name} stands on commit ${commit.slice(0, 8)}, where ${pin.folder} ` +
        `${tree ? `has the hash ${pinHash(pin.folder, tree)}` : "is not there"}; delete it with ` +
        `"git push --no-verify ${shown(remote)} :${refOf(pin)}" and publish again`,
    })),
  );
}
