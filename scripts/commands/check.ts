import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { readOptions } from "../run/options.ts";
import { shellSync } from "../process/program.ts";
import { defineUsage } from "../run/usage.ts";

/** The one gate, here and in CI: each step by its name, the program that runs it, and what mends it. */
const steps = [
  { name: "format", program: "oxfmt/bin/oxfmt", args: ["--check"], mend: "npm run format" },
  { name: "lint", program: "oxlint/bin/oxlint", args: ["--type-aware"], mend: "npm run lint" },
  { name: "types", program: "typescript/bin/tsc", args: ["--noEmit"], mend: "" },
  { name: "tests", program: "vitest/vitest.mjs", args: ["run"], mend: "" },
] as const;

readOptions(
  defineUsage({
    command: "check",
    forms: {
      "": `the one gate, here and in CI, about five minutes: ${steps.map(({ name }) => name).join(", ")}`,
    },
    options: {},
    examples: [""],
    notes: "Exit code 1 when one of them fails; the others are run all the same.",
  }),
);

const root = fileURLToPath(new URL("../..", import.meta.url));
const failed: string[] = [];
for (const { name, program, args, mend } of steps) {
  const start = performance.now();
  const module = `${root}node_modules/${program}`;
  const argv = [process.execPath, ...process.execArgv, module, ...args];
  const { exitCode } = shellSync({ cwd: root, stdio: "inherit" })`${argv}`;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isGood = exitCode === 0;
  console.log(
    styleText(
      isGood ? "green" : "red",
      `${isGood ? "passed" : "failed"} ${name} in ${seconds} s${isGood || !mend ? "" : `; mend with: ${mend}`}`,
    ),
  );
  if (!isGood) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check: ${failed.join(", ")} failed; their messages are above`);
  process.exitCode = 1;
}
