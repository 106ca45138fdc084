import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forgeOfAddress, forges, type PipelineFile } from "../ci/files.ts";
import { marker } from "../ci/text.ts";
import { fleet } from "../fleet/shipped.ts";
import { writeWhole } from "../import/output.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "ci",
  forms: {
    "": "write the pipeline for the forge that the fleet's repository is on",
    "gitlab | github | forgejo": "write it for this one; gitea reads what forgejo does",
  },
  options: { check: { type: "boolean", default: false, means: "say whether it is current" } },
  examples: ["", "github", "--check"],
});

const names = Object.keys(forges);
const root = fileURLToPath(new URL("../..", import.meta.url));

await runMain(() => {
  const { words, values } = readWords(usage);
  if (words.length > 1) endWithUsage("name one forge", usage);
  const { url, branch } = fleet.repository;
  const word = words[0] ?? forgeOfAddress(url);
  if (word === undefined)
    throw failure(
      "ci",
      `nothing in ${url} says which forge it is; name one of ${names.join(", ")}`,
    );
  const file = forges[requireWord(word, names, usage)]!(branch);
  const known = read(file);
  if (known === file.text) return console.log(`${file.path} is current`);
  if (known !== undefined && !known.includes(marker)) {
    if (values.check) return console.log(`${file.path} is your own`);
    throw failure(
      file.path,
      `is your own: it lacks the line "${marker}"; move it away, or keep it as it is`,
    );
  }
  if (values.check) throw failure(file.path, 'is not as it should be; run "npm run ci"');
  writeWhole(join(root, file.path), file.text);
  console.log(`${file.path} is written; docs/ci.md says what the forge needs beside it`);
});

function read({ path }: PipelineFile): string | undefined {
  const full = join(root, path);
  return statSync(full, { throwIfNoEntry: false }) && readFileSync(full, "utf8");
}
