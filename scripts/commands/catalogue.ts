import { readFileSync } from "node:fs";
import { cataloguePage, cataloguePath, readmePath, withList } from "../catalogue/page.ts";
import { writeWhole } from "../import/output.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "catalogue",
  forms: {
    "": "write docs/catalogue.md, which tells of each component, and the list in README.md",
    "--check": "say whether they are current, write nothing",
  },
  options: { check: { type: "boolean", default: false, means: "write nothing" } },
  examples: ["", "--check"],
});

const { check } = readOptions(usage);
const readme = readFileSync(readmePath, "utf8");
const wanted = [
  { name: "docs/catalogue.md", path: cataloguePath, text: await cataloguePage() },
  { name: "README.md", path: readmePath, text: withList(readme) },
];
for (const { name, path, text } of wanted) {
  if (!check) writeWhole(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${name}: is not what the components say; run "npm run catalogue"`);
    process.exitCode = 1;
  }
}
if (process.exitCode === undefined) console.log("docs/catalogue.md and README.md are current");
