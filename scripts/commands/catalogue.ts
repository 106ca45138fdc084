import { readFileSync } from "node:fs";
import { cataloguePage, cataloguePath } from "../catalogue/page.ts";
import { writeWhole } from "../import/output.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "catalogue",
  forms: {
    "": "write docs/catalogue.md, which tells of each component",
    "--check": "say whether it is current, write nothing",
  },
  options: { check: { type: "boolean", default: false, means: "write nothing" } },
  examples: ["", "--check"],
});

const { check } = readOptions(usage);
const page = await cataloguePage();
if (check && readFileSync(cataloguePath, "utf8") !== page) {
  console.error('docs/catalogue.md: is not what the components say; run "npm run catalogue"');
  process.exitCode = 1;
} else if (!check) writeWhole(cataloguePath, page);
if (process.exitCode === undefined) console.log("docs/catalogue.md is current");
