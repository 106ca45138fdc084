import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";

/** The one gate, here and in CI: each step by its name, the program that runs it, and what mends it. */
const steps = [
  { name: "format", program: "oxfmt/bin/oxfmt", args: ["--check"], mend: "npm run format" },
  { name: "lint", program: "oxlint/bin/oxlint", args: ["--type-aware"], mend: "npm run lint" },
  { name: "types", program: "typescript/bin/tsc", args: ["--noEmit"], mend: "" },
  { name: "tests", program: "vitest/vitest.mjs", args: ["run"], mend: "" },
] as const;

const root = fileURLToPath(new URL("../..", import.meta.url));
const failed: string[] = [];
for (const { name, program, args, mend } of steps) {
  const start = performance.now();
  const module = `${root}node_modules/${program}`;
  const { status } = spawnSync(process.execPath, [...process.execArgv, module, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isGood = status === 0;
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
