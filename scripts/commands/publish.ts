import { runMain } from "../run/main.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { ciRemote } from "../publish/ci.ts";
import { requireCommitted, requireCurrent, uncommitted } from "../publish/dist.ts";
import { git, gitInTerminal, resolve } from "../git/git.ts";
import { otherRepository } from "../publish/address.ts";
import { trackedBranches, untracked } from "../publish/branches.ts";
import { requireMutable } from "../publish/immutable.ts";
import { narrowed } from "../publish/narrowed.ts";
import type { Pin } from "../publish/pins.ts";
import { pinsOf } from "../publish/pins.ts";
import { prune } from "../publish/prune.ts";
import { pushMissing } from "../publish/push.ts";
import type { Refs } from "../publish/remote.ts";
import { defaultRemote, readRemote } from "../publish/remote.ts";
import { done, foreseen } from "../publish/report.ts";
import { requireSigned } from "../publish/signature.ts";
import { forged, requireRoom } from "../publish/standing.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";

const usage = defineUsage({
  command: "publish",
  forms: {
    "": "push the pins that are missing, then the current branch",
    "--prune":
      "delete the pins that nothing in the last 50 commits of the fleet's branch refers to",
    "--pins COMMIT": "push the pins of a commit and no branch, as the pre-push hook does",
    "--ci": "the same for HEAD in a GitLab job, with PUBLISH_TOKEN",
  },
  options: {
    prune: { type: "boolean", default: false, means: "delete pins instead of pushing them" },
    pins: { type: "string", value: "COMMIT", means: "whose pins" },
    ci: { type: "boolean", default: false, means: "to the project of this GitLab job" },
    "dry-run": {
      type: "boolean",
      default: false,
      means: "say what would be pushed or deleted",
    },
    remote: {
      type: "string",
      value: "NAME",
      means: "where to push; the branch's upstream by default, or origin",
    },
  },
  examples: ["--dry-run", "--pins HEAD --remote origin"],
});

await runMain(main);

async function main(): Promise<void> {
  const values = readOptions(usage);
  process.chdir(git("rev-parse", "--show-toplevel"));
  const branch = git("branch", "--show-current");
  const remote = values.ci ? enterCi() : (values.remote ?? defaultRemote(branch));
  const isDry = values["dry-run"];
  if (values.prune) return console.log(prune(remote, isDry));
  const pins = values.ci ? "HEAD" : values.pins;
  if (pins !== undefined) return publishPins(remote, pins, isDry, values.ci);
  return publishBranch(remote, branch, isDry);
}

function enterCi(): string {
  const { remote, environment } = ciRemote(process.env);
  Object.assign(process.env, environment);
  return remote;
}

/** Looks at the commit alone; at the fleet's sources too when the work tree is exactly that commit. */
async function publishPins(
  remote: string,
  name: string,
  isDry: boolean,
  isMerged: boolean,
): Promise<void> {
  const [commit] = resolve([`${name}^{commit}`]);
  if (commit === undefined) {
    const message = `"${name}" is no commit of this clone; name one, for example HEAD`;
    throw new Refusal([{ place: "--pins", message }]);
  }
  const pins = pinsOf(commit);
  if (commit === git("rev-parse", "HEAD") && uncommitted(".").length === 0) await requireCurrent();
  if (!isMerged) note(requireSigned(commit));
  if (pins.length === 0) return console.log("strata: nothing to publish: no Application is pinned");
  note(otherRepository(remote, commit));
  const [branch] = trackedBranches(commit);
  const refs = readStanding(remote, pins);
  const tip = refs.get(`refs/heads/${branch}`);
  await requireMutable(tip, commit);
  for (const loss of await narrowed(tip, commit)) note(loss);
  if (isDry) return console.log(foreseen(pins, refs));
  pushMissing(remote, pins, refs);
  console.log(`strata: ${done(pins, refs)}`);
  // The commit is on the branch: somebody signs one on top of it, which finds the pins there.
  if (isMerged) note(requireSigned(commit, "the pins are published, which does no harm"));
}

async function publishBranch(remote: string, branch: string, isDry: boolean): Promise<void> {
  if (branch === "") {
    const message = "on no branch; check one out, or push only the pins with --pins HEAD";
    throw new Refusal([{ place: "HEAD", message }]);
  }
  requireCommitted();
  await requireCurrent();
  const commit = git("rev-parse", "HEAD");
  if (trackedBranches(commit).includes(branch)) note(requireSigned(commit));
  const pins = pinsOf(commit);
  note(otherRepository(remote, commit));
  note(untracked(branch, commit));
  const refs = readStanding(remote, pins);
  const tip = refs.get(`refs/heads/${branch}`);
  const wasThere = tip === commit;
  await requireMutable(tip, commit);
  for (const loss of await narrowed(tip, commit)) note(loss);
  if (isDry) return console.log(foreseen(pins, refs, { name: branch, wasThere }));
  pushMissing(remote, pins, refs);
  if (!wasThere) pushBranch(remote, branch);
  console.log(done(pins, refs, { name: branch, wasThere }));
}

/** What the remote has, held against what it should have. */
function readStanding(remote: string, pins: readonly Pin[]): Refs {
  const refs = readRemote(remote);
  for (const text of forged(remote, pins, refs)) console.error(`warning: ${text}`);
  requireRoom(remote, pins, refs);
  return refs;
}

/** Of what may be meant, and may be a mistake. */
function note(text: string | undefined): void {
  if (text !== undefined) console.error(`note: ${text}`);
}

function pushBranch(remote: string, branch: string): void {
  // The hook would look for the same pins again.
  const environment = { STRATA_PINS_PUBLISHED: "1" };
  if (gitInTerminal(["push", "--", remote, `HEAD:refs/heads/${branch}`], environment)) return;
  const todo = `when it has commits that you have not: "git pull --rebase", "npm run synth", publish again`;
  const message = `does not take ${branch}, git says above why; ${todo}`;
  throw new Refusal(
    [{ place: shown(remote), message }],
    "the pins are published, which does no harm",
  );
}
