import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fork } from "../../test/fleets/fork.ts";
import { readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const initial = "init";
/** Of test/fleets/, as far from the shipped one as can be, and what `npm run init` writes. */
const fleets = ["stranger", "lone", initial];
/** Whose every test is run; what the others show beyond it is in the tests that their own gate runs. */
const whole = "stranger";

const usage = defineUsage({
  command: "fork",
  forms: {
    "[NAME ...]": `the gate as somebody's fork has it: npm run check in a clone with another fleet, for ${whole} npm test too; all of them without a name`,
  },
  options: { keep: { type: "boolean", default: false, means: "leave the clones" } },
  examples: ["stranger"],
  notes: `Fleets: ${fleets.join(", ")}`,
});

const { values, words } = readWords(usage);
const names = (words.length > 0 ? words : fleets).map((word) => requireWord(word, fleets, usage));
const failed = names.filter((name) => !hasGreenGate(name));
if (failed.length > 0) {
  console.error(`fork: the gate of ${failed.join(", ")} failed; its messages are above`);
  process.exitCode = 1;
}

function hasGreenGate(name: string): boolean {
  const directory = mkdtempSync(join(tmpdir(), `fork-${name}-`));
  try {
    const fork = new Fork(directory);
    if (name === initial) fork.initialize();
    else fork.place(name);
    return fork.isGreen(name === whole);
  } finally {
    if (values.keep) console.log(`${name}: ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  }
}
