import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forges } from "../../../scripts/ci/files.ts";
import type { Tool } from "../tools.ts";
import { buildTools } from "../tools.ts";
import type { Scenario } from "./scenario.ts";

/** What runners of Forgejo and Gitea are made from, with its schema of workflows: Forgejo's own is where no proxy goes. */
const act: Tool = { name: "act", module: "act", source: ".", seconds: 15 };

/** Needs that program alone. */
export const pipelines: Scenario = {
  name: "pipelines",
  seconds: 1,
  shows:
    "the schema of act, which Forgejo's runner is made from, takes the pipelines that npm run ci writes",
  prepare: (say: (line: string) => void) => buildTools(say, [act]),

  async run({ say }) {
    const program = join(await buildTools(say, [act]), "act");
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-pipelines-"));
    const says = (text: string): string => {
      const path = join(directory, "strata.yml");
      writeFileSync(path, text);
      return spawnSync(program, [path], { encoding: "utf8" }).stdout;
    };
    for (const name of ["github", "forgejo"] as const) {
      const { text } = forges[name]!("main");
      assert.equal(says(text), "");
      for (const [right, wrong] of slips) {
        assert.ok(text.includes(right), right);
        assert.notEqual(says(text.replace(right, wrong)), "", wrong);
      }
      say(`${name}: taken, and refused with each of ${slips.length} slips`);
    }
    rmSync(directory, { recursive: true, force: true });
  },
};

/** What it has to refuse, or it would prove nothing. */
const slips = [
  ["runs-on:", "run-on:"],
  ["steps:", "stages:"],
  ["timeout-minutes: 60", "timeout-minutes: soon"],
  ["pull_request:", "merge_request:"],
] as const;
