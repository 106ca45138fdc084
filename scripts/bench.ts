import { parseArgs } from "node:util";
import { BenchError } from "./bench/measure.ts";
import type { Section } from "./bench/report.ts";
import { formatSection } from "./bench/report.ts";
import { findRival } from "./bench/rival.ts";
import type { Cost } from "./bench/scale.ts";
import { benchScale } from "./bench/scale.ts";
import { benchShipped } from "./bench/shipped.ts";
import { Temporary } from "./bench/temporary.ts";

const usage = `npm run bench                          measure synth, on the shipped fleet and on generated ones
npm run bench -- --only fleet          the shipped fleet only, beside cdk8s synth
npm run bench -- --only scale          generated fleets only, beside helm and kubeconform (PATH or BENCH_TOOLS)
npm run bench -- --clusters 10,100     sizes of the generated fleets; 10,100,1000 when left out
npm run bench -- --json                figures for programs
npm run bench -- --assert              exit 1 when a requirement is missed`;

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function main(): number {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      clusters: { type: "string", default: "10,100,1000" },
      json: { type: "boolean" },
      assert: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const sizes = values.clusters.split(",").map(Number);
  const isUnderstood =
    [undefined, "fleet", "scale"].includes(values.only) &&
    sizes.every((size) => Number.isInteger(size) && size > 0 && size <= 65_536);
  if (values.help || !isUnderstood) {
    console.log(usage);
    return isUnderstood ? 0 : 1;
  }
  const sections: Section[] = [];
  for (const section of bench(values.only, sizes)) {
    sections.push(section);
    if (!values.json) console.log(`${formatSection(section)}\n`);
  }
  const missed = sections.flatMap(({ rows }) =>
    rows.flatMap(({ requirements }) => requirements.filter(({ isMet }) => !isMet)),
  );
  if (values.json) console.log(JSON.stringify(sections, undefined, 2));
  return values.assert && missed.length > 0 ? 1 : 0;
}

function* bench(only: string | undefined, sizes: readonly number[]): Iterable<Section> {
  const temporary = new Temporary();
  if (only !== "scale") {
    tell("the shipped fleet, about a minute");
    yield benchShipped(temporary);
  }
  if (only === "fleet") return;
  const rival = findRival(temporary, "1.36");
  let smallest: Cost | undefined;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    tell(`${size} generated clusters, ${size < 500 ? "about a minute" : "ten minutes and more"}`);
    const { section, cost } = benchScale(size, temporary, rival, smallest);
    smallest ??= cost;
    yield section;
  }
}

/** On the other stream: output can be piped. */
function tell(what: string): void {
  console.error(`measuring ${what}`);
}
