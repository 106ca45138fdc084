import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { journalFolder } from "../journal.ts";
import { unitName } from "../unit-file.ts";

// Prints what units wrote, as journalctl(1) does.
const { values } = parseArgs({
  options: {
    unit: { type: "string", short: "u", multiple: true },
    lines: { type: "string", short: "n" },
    output: { type: "string", short: "o", default: "short" },
    "no-pager": { type: "boolean" },
    quiet: { type: "boolean", short: "q" },
    boot: { type: "boolean", short: "b" },
    catalog: { type: "boolean", short: "x" },
    "pager-end": { type: "boolean", short: "e" },
  },
});
const all = existsSync(journalFolder) ? readdirSync(journalFolder) : [];
const files = values.unit?.map((name) => `${unitName(name)}.log`) ?? all;
const lines = files
  .filter((file) => all.includes(file))
  .flatMap((file) => readFileSync(join(journalFolder, file), "utf8").trimEnd().split("\n"));
const shown = values.lines ? lines.slice(-Number(values.lines)) : lines;
const text = values.output === "cat" ? shown.map(withoutHead) : shown;
if (text.length === 0) console.log("-- No entries --");
else console.log(text.join("\n"));

function withoutHead(line: string): string {
  return line.replace(/^\w+ \d+ [\d:]+ \S+ [^:]+: /, "");
}
