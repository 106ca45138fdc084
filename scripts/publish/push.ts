import { tryGit } from "../git/git.ts";
import { makeObjects } from "./objects.ts";
import type { Pin } from "./pins.ts";
import { refOf } from "./pins.ts";
import type { Refs } from "./remote.ts";
import { readRemote } from "./remote.ts";
import { standingOf } from "./standing.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";

/** Refs in one push: a command line has an end. */
const refsPerPush = 200;

// GitLab makes no pipeline at all for this. Its older "ci.skip" makes one for every tag, empty and marked as
// skipped, before it looks at the workflow rules of .gitlab-ci.yml.
const withoutPipeline = ["--push-option=ci.no_pipeline"];

const halfway = "what was done before that stays and does no harm";

/** Pushes the pins that the remote lacks, or has moved: each can be one commit only. No tag is made in this clone. */
export function pushMissing(remote: string, pins: readonly Pin[], refs: Refs): void {
  const missing = pins.filter((pin) => standingOf(pin, refs) !== "there");
  if (missing.length === 0) return;
  makeObjects(missing);
  const commits = new Map(missing.map((pin) => [refOf(pin), pin.commit]));
  pushUntil(
    remote,
    new Set(commits.keys()),
    (ref) => `+${commits.get(ref)}:${ref}`,
    (ref, now) => now.get(ref) === commits.get(ref),
  );
}

export function deleteRefs(remote: string, refs: readonly string[]): void {
  pushUntil(
    remote,
    new Set(refs),
    (ref) => `:${ref}`,
    (ref, now) => !now.has(ref),
  );
}

/** A push of many refs fails as soon as somebody else was faster with one of them: what counts is the outcome. */
function pushUntil(
  remote: string,
  pending: Set<string>,
  refspec: (ref: string) => string,
  isDone: (ref: string, now: Refs) => boolean,
): void {
  while (pending.size > 0) {
    const failure = pushChunks(remote, [...pending].map(refspec));
    if (failure === undefined) return;
    const now = readRemote(remote);
    const left = [...pending].filter((ref) => !isDone(ref, now));
    if (left.length === pending.size) {
      const message = `refuses ${left[0]}: ${failure}; correct that and try again`;
      throw new Refusal([{ place: shown(remote), message }], halfway);
    }
    pending = new Set(left);
  }
}

/** The reason of the first failure. */
function pushChunks(remote: string, refspecs: readonly string[]): string | undefined {
  for (let start = 0; start < refspecs.length; start += refsPerPush) {
    const failure = push(remote, refspecs.slice(start, start + refsPerPush));
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function push(remote: string, refspecs: readonly string[]): string | undefined {
  // The user's own push options and tags belong to the user's own pushes, and the hook to the branch.
  const command = [
    "-c",
    "push.pushOption=",
    "push",
    "--porcelain",
    "--no-verify",
    "--no-follow-tags",
  ];
  const attempt = (options: readonly string[]) =>
    tryGit([...command, ...options, "--", remote, ...refspecs]);
  let result = attempt(withoutPipeline);
  if (!result.isDone && result.message.includes("does not support push options"))
    result = attempt([]);
  return result.isDone ? undefined : reasonOf(result.output.toString(), result.message);
}

function reasonOf(porcelain: string, message: string): string {
  const rejected = porcelain.split("\n").filter((line) => line.startsWith("!"));
  const reasons = new Set(rejected.map((line) => line.split("\t")[2]!));
  return [...reasons, message].join(", ");
}
