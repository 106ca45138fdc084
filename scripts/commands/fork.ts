import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fork } from "../../test/fleets/fork.ts";
import { readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const inProject = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));
const initial = "init";
/** Those of test/fleets/ but the one that is the shipped fleet, and what `npm run init` writes. */
const fleets = [
  ...readdirSync(inProject("test/fleets"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "house")
    .map(({ name }) => name),
  ...(existsSync(inProject("scripts/commands/init.ts")) ? [initial] : []),
];

const usage = defineUsage({
  command: "fork",
  forms: {
    "[NAME ...]":
      "the gate as somebody's fork has it: npm test and npm run check in a clone with another fleet; all of them without a name",
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
    return fork.isGreen();
  } finally {
    if (values.keep) console.log(`${name}: ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  }
}
