import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fork } from "../../test/fleets/fork.ts";
import { endWithUsage, readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const fleets = readdirSync(fileURLToPath(new URL("../../test/fleets", import.meta.url)), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const usage = defineUsage({
  command: "fork",
  forms: {
    "NAME ...":
      "the gate as somebody's fork has it: npm test and npm run check in a clone with another fleet",
  },
  options: { keep: { type: "boolean", default: false, means: "leave the clones" } },
  examples: ["stranger"],
  notes: `Fleets: ${fleets.join(", ")}`,
});

const { values, words } = readWords(usage);
if (words.length === 0) endWithUsage("name a fleet", usage);
const names = words.map((word) => requireWord(word, fleets, usage));
const failed = names.filter((name) => !hasGreenGate(name));
if (failed.length > 0) {
  console.error(`fork: the gate of ${failed.join(", ")} failed; its messages are above`);
  process.exitCode = 1;
}

function hasGreenGate(name: string): boolean {
  const directory = mkdtempSync(join(tmpdir(), `fork-${name}-`));
  try {
    const fork = new Fork(directory);
    fork.place(name);
    return fork.isGreen();
  } finally {
    if (values.keep) console.log(`${name}: ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  }
}
