import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plural } from "../../lib/problem.ts";
import { git, tryGit } from "../git/git.ts";
import { shellSync } from "../process/program.ts";
import { runMain } from "../run/main.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { openConflicts } from "../upgrade/conflicts.ts";
import { finish, type RunCommand } from "../upgrade/finish.ts";
import { goBack, isMerging } from "../upgrade/merge.ts";
import { requireReady, requireRepository } from "../upgrade/ready.ts";
import { refuse } from "../upgrade/refuse.ts";
import { underWay } from "../upgrade/say.ts";
import { start } from "../upgrade/start.ts";
import { readState, removeState, wayBack, type State } from "../upgrade/state.ts";

const usage = defineUsage({
  command: "upgrade",
  forms: {
    "": "merge the newest release of Strata into this fleet, or go on with one that is under way",
    "--to VERSION": "another release than the newest",
    "--dry-run": "say what the release brings, change nothing",
    "--abort": "back to where it began",
  },
  options: {
    to: { type: "string", value: "VERSION", means: "which release, as v1.2.3" },
    from: {
      type: "string",
      value: "URL",
      means: "Strata's repository; the remote upstream, or repository of package.json, by default",
    },
    base: {
      type: "string",
      value: "VERSION",
      means: "of a copy without history: the release that it was made of",
    },
    "dry-run": { type: "boolean", default: false, means: "fetch, and say what would come" },
    abort: { type: "boolean", default: false, means: "undo a merge that is not committed yet" },
  },
  examples: ["--dry-run", "--to v1.2.3"],
  notes: "docs/upgrade.md says what it keeps, what it takes and what it leaves to you.",
});

const root = fileURLToPath(new URL("../..", import.meta.url));
const values = readOptions(usage);
await runMain(async () => {
  process.chdir(root);
  requireRepository();
  const state = usableState();
  if (values.abort) abort(state);
  else if (state) await goOn(state);
  else await begin();
});

/** What an earlier run left and nobody has ended by hand. */
function usableState(): State | undefined {
  const state = readState();
  if (!state) return undefined;
  const isWhereItBegan = git("rev-parse", "HEAD") === state.before;
  if (isWhereItBegan && state.conflicts === undefined) {
    const kept = goBack(state);
    console.error(
      `an upgrade was cut off while git merged; it begins anew (what was there: ${kept})`,
    );
    return undefined;
  }
  const isCommitted = tryGit(["merge-base", "--is-ancestor", state.theirs, "HEAD"]).isDone;
  if (isCommitted || (isWhereItBegan && isMerging())) return state;
  removeState();
  return undefined;
}

async function begin(): Promise<void> {
  requireReady();
  const { from, to, base, "dry-run": isDry } = values;
  const state = start({ from, to, base, isDry, isCurrent });
  if (!state || tellConflicts(state)) return;
  // On the code of the release from here on, with the packages that it needs.
  const { status } = spawnSync(process.execPath, ["scripts/launch.mjs", "upgrade"], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}

/** Whether dist/ is what the data says. */
function isCurrent(): boolean {
  return run("synth", ["--check"], false).exitCode === 0;
}

async function goOn(state: State): Promise<void> {
  if (values.to !== undefined && ![state.tag, state.version].includes(values.to))
    refuse("--to", `an upgrade to ${state.tag} is under way; finish it, or end it with --abort`);
  if (values["dry-run"]) console.log(underWay(state, "finish it"));
  else if (!tellConflicts(state)) await finish(state, run);
}

/** Whether there is something to decide first. */
function tellConflicts(state: State): boolean {
  const problems = openConflicts(state.conflicts ?? [], state.tag);
  if (problems.length === 0) return false;
  for (const { place, message } of problems) console.error(`${place}: ${message}`);
  console.error(underWay(state, `decide ${plural(problems.length, "place")}`));
  process.exitCode = 1;
  return true;
}

function abort(state: State | undefined): void {
  if (!state)
    refuse("--abort", "no upgrade is under way; the tags before-upgrade/… are where others began");
  if (git("rev-parse", "HEAD") !== state.before)
    refuse("--abort", `the merge is committed; go back with git reset --keep ${wayBack(state)}`);
  const kept = goBack(state);
  console.log(`as before the upgrade; what was undone is kept in ${kept}`);
}

function run(...[name, args, isShown]: Parameters<RunCommand>): ReturnType<RunCommand> {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const argv = [process.execPath, ...process.execArgv, script, ...args];
  const { exitCode, stderr, stdout } = shellSync({ stdio: isShown ? "inherit" : "pipe" })`${argv}`;
  return { exitCode: exitCode ?? 1, text: isShown ? "" : `${stdout}${stderr}` };
}
