import { Cache } from "../../lib/helm/cache/cache.ts";
import { findHelm } from "../../lib/helm/program.ts";
import { plural } from "../../lib/problem.ts";
import { git, tryGit } from "../git/git.ts";
import { readLock } from "../import/lock.ts";
import { usualCharts } from "../run/plan.ts";
import { adviceFor } from "./advice.ts";
import { migrationsIn, sectionsBetween } from "./changelog.ts";
import { isMerging } from "./merge.ts";
import { refuse } from "./refuse.ts";
import { said, tell, underWay } from "./say.ts";
import { removeState, type State } from "./state.ts";
import { changedApplications, movedCharts } from "./summary.ts";
import { textIn } from "./tree.ts";
import { releaseRef } from "./upstream.ts";

/** Another command of the project: its exit code, and what it printed where it was not shown. */
export type RunCommand = (
  name: string,
  args: readonly string[],
  isShown: boolean,
) => { readonly exitCode: number; readonly text: string };

/** Makes anew what is made of the fleet, on the code of the release, and commits it with the merge. */
export async function finish(state: State, run: RunCommand): Promise<void> {
  const charts = readLock("charts.lock.yaml");
  const moved = movedCharts(
    state.before,
    new Map(charts.map(({ name, version }) => [name, version])),
  );
  await pullCharts(
    moved.map((line) => line.split(" ")[0]!),
    run,
  );
  if (run("synth", [], true).exitCode !== 0) return stop(state);
  if (run("catalogue", [], true).exitCode !== 0) return stop(state);
  const records = run("charts", ["check"], false);
  git("add", "--all");
  const applications = changedApplications();
  const title = `build(strata): ${state.tag}`;
  const message = [title, ...(moved.length > 0 ? [`Charts:\n${moved.join("\n")}`] : [])];
  commit(message.join("\n\n"));
  removeState();
  tryGit(["update-ref", "-d", releaseRef(state)]);
  tell("charts", moved);
  tell("dist/", applications);
  if (records.exitCode !== 0) {
    tell("still to do, where the archives and Helm are at hand", records.text.trim().split("\n"));
    console.log("  npm run charts -- pull, npm run synth, and commit what they write");
  }
  console.log(said(state));
}

/** The records of what they make in this fleet are of other versions now; without Helm there is nothing to renew. */
async function pullCharts(names: readonly string[], run: RunCommand): Promise<void> {
  if (names.length === 0 || typeof (await findHelm(new Cache(usualCharts().cache))) === "string")
    return;
  const { exitCode } = run("charts", ["pull", ...names, "--retries", "1", "--timeout", "10"], true);
  if (exitCode !== 0)
    console.error("note: not all archives are at hand; what charts make is as recorded");
}

/** The fleet does not go with the release yet, as synth has said. */
function stop(state: State): void {
  const changelog = textIn(state.theirs, "CHANGELOG.md") ?? "";
  const sections = sectionsBetween(changelog, state.from, state.version);
  const advice = adviceFor(migrationsIn(sections));
  for (const line of advice) console.error(line);
  if (advice.length > 0) console.error(`${plural(advice.length, "hint")} of CHANGELOG.md`);
  console.error(underWay(state, "correct what synth says, in clusters/ or where it is"));
  process.exitCode = 1;
}

function commit(message: string): void {
  if (!isMerging() && git("diff", "--cached", "--name-only") === "") return;
  const { isDone, message: reason } = tryGit(["commit", "--quiet", "--file=-"], message);
  if (!isDone)
    refuse(
      "git commit",
      `${reason}; correct that and run npm run upgrade again`,
      "the release is merged and not committed",
    );
}
