import { styleText } from "node:util";
import { shellSync } from "../process/program.ts";

/** A step by its name, the module that Node runs for it, and what mends what it finds. */
interface Step {
  readonly name: string;
  /** Below the project. */
  readonly module: string;
  readonly args: readonly string[];
  readonly mend?: string;
}

/** What holds for any fleet and for whatever a fork adds; the other tests are about the engine alone. */
export const ofAnyFleet = [
  "test/clusters",
  "test/architecture.test.ts",
  "test/scripts/catalogue.test.ts",
];

/** `tests`: words in paths of test files; all without one. */
export function stepsOf(tests: readonly string[]): readonly Step[] {
  const packages = "node_modules";
  return [
    {
      name: "format",
      module: `${packages}/oxfmt/bin/oxfmt`,
      args: ["--check"],
      mend: "npm run format",
    },
    {
      name: "lint",
      module: `${packages}/oxlint/bin/oxlint`,
      args: ["--type-aware"],
      mend: "npm run lint",
    },
    { name: "types", module: `${packages}/typescript/bin/tsc`, args: ["--noEmit"] },
    { name: "dist", module: "scripts/commands/synth.ts", args: ["--check"], mend: "npm run synth" },
    { name: "tests", module: `${packages}/vitest/vitest.mjs`, args: ["run", ...tests] },
  ];
}

/** Runs one and says how it ended; whether it passed. */
export function runStep(root: string, { name, module, args, mend }: Step): boolean {
  const start = performance.now();
  const argv = [process.execPath, ...process.execArgv, `${root}${module}`, ...args];
  const { exitCode } = shellSync({ cwd: root, stdio: "inherit" })`${argv}`;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isGood = exitCode === 0;
  const end = isGood || !mend ? "" : `; mend with: ${mend}`;
  const text = `${isGood ? "passed" : "failed"} ${name} in ${seconds} s${end}`;
  console.log(styleText(isGood ? "green" : "red", text));
  return isGood;
}
