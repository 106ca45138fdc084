import { fileURLToPath } from "node:url";
import { readRest } from "../run/options.ts";
import { shellSync } from "../process/program.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "test",
  forms: {
    "": "run all tests, about four minutes",
    "WORDS ...": "those in files whose path has one of these words; options are those of vitest",
  },
  options: {},
  examples: ["test/lib", "options -t usage"],
});

const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const argv = [process.execPath, ...process.execArgv, vitest, "run", ...readRest(usage)];
const { exitCode } = shellSync({ stdio: "inherit" })`${argv}`;
process.exitCode = exitCode ?? 1;
