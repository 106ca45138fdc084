import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { plural } from "../../lib/problem.ts";
import { changedSinceRelease, listed, writeRelease } from "../check/release.ts";
import { ofAnyFleet, runStep, stepsOf } from "../check/steps.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { firstOf } from "../tell/few.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const { all, release } = readOptions(
  defineUsage({
    command: "check",
    forms: {
      "": `the one gate, here and in CI: ${stepsOf(ofAnyFleet)
        .map(({ name }) => name)
        .join(", ")}`,
      "--release": `write ${listed}, the files that a release consists of`,
    },
    options: {
      all: {
        type: "boolean",
        default: false,
        means:
          "run every test; otherwise those of the engine only where it is not that of a release",
      },
      release: { type: "boolean", default: false, means: "only write that list" },
    },
    examples: ["", "--all"],
    notes:
      "Exit code 1 when one of them fails; the others are run all the same. About a minute, with every test about five.",
  }),
);

process.exitCode = release ? tellRelease() : check();

function tellRelease(): number {
  console.log(`${listed}: ${plural(writeRelease(root), "file")}`);
  return 0;
}

function check(): number {
  const { tests, reason } = chosenTests();
  const failed = stepsOf(tests)
    .filter((step) => !runStep(root, step))
    .map(({ name }) => name);
  console.log(reason);
  if (failed.length === 0) return 0;
  console.error(`check: ${failed.join(", ")} failed; their messages are above`);
  return 1;
}

/** Which tests are run, and why; none are all of them. */
function chosenTests(): { readonly tests: readonly string[]; readonly reason: string } {
  if (all) return { tests: [], reason: "every test was run: --all" };
  const changed = changedSinceRelease(root);
  if (changed === undefined)
    return { tests: [], reason: `every test was run: there is no ${listed} to compare with` };
  if (changed.length > 0) {
    const files = firstOf(changed, 3).join(", ");
    return { tests: [], reason: `every test was run: the engine is no release's (${files})` };
  }
  const left = `left out: the tests of the engine, which is file for file that of its release (${listed})`;
  return { tests: ofAnyFleet, reason: styleText("yellow", `${left}; run them with --all`) };
}
