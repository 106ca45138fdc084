import { availableParallelism } from "node:os";
import { benchCharts } from "../bench/charts/section.ts";
import { benchDiff } from "../bench/diff.ts";
import { sizeOf } from "../bench/generate.ts";
import { BenchError } from "../bench/measure.ts";
import type { Section } from "../bench/report.ts";
import { formatSection } from "../bench/report.ts";
import { findProgram, findRival } from "../bench/rival.ts";
import { buildRivals } from "../bench/rivals/programs.ts";
import { benchRivals } from "../bench/rivals/section.ts";
import type { Cost } from "../bench/scale.ts";
import { benchScale } from "../bench/scale.ts";
import { benchShipped } from "../bench/shipped.ts";
import { home, Temporary } from "../bench/temporary.ts";
import { endWithUsage, readOptions, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "bench",
  forms: { "": "measure synth, on the shipped fleet and on generated ones" },
  options: {
    only: {
      type: "string",
      value: "PART",
      means:
        "fleet: the shipped one, beside cdk8s synth. diff: npm run diff of the shipped one and of 100 clusters. scale: generated ones, beside helm and kubeconform. charts: rendered at synth, beside helm. rivals: generated ones, beside others that are built for it (Go). Programs from BENCH_TOOLS or PATH",
    },
    clusters: {
      type: "string",
      default: "10,100,1000",
      value: "10,100",
      means: "sizes of the generated fleets; 10,100,1000 when left out",
    },
    objects: {
      type: "string",
      default: "40,1000,10000",
      value: "40,1000",
      means: "about the sizes of those of rivals; 40,1000,10000 when left out",
    },
    rounds: { type: "string", value: "N", means: "runs of each program; the least counts" },
    json: { type: "boolean", means: "figures for programs" },
    assert: { type: "boolean", means: "exit 1 when a requirement is missed" },
  },
  examples: ["--only fleet", "--only scale --clusters 10,100 --rounds 1"],
});

const parts = ["fleet", "diff", "charts", "rivals", "scale"] as const;

/** Where the address plan of the generated fleets ends. */
const most = 65_536;

/** Of the fleet of which diff is measured. */
const changedClusters = 100;

const machine = {
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  cpus: availableParallelism(),
  directory: home,
};

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function main(): number {
  const values = readOptions(usage);
  const { json } = values;
  const only = values.only === undefined ? undefined : requireWord(values.only, parts, usage);
  const sizes = {
    clusters: values.clusters.split(",").map(Number),
    objects: values.objects.split(",").map(Number),
  };
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  const counts = [
    ...values.clusters.split(","),
    ...values.objects.split(","),
    values.rounds ?? "1",
  ];
  const wrong = counts.find((text) => !isCount(Number(text)));
  if (wrong !== undefined) endWithUsage(`"${wrong}" is no whole number from 1 to ${most}`, usage);
  const { node, platform, cpus, directory } = machine;
  if (!json) console.log(`Node ${node}, ${platform}, ${cpus} CPUs, files in ${directory}\n`);
  const sections: Section[] = [];
  for (const section of bench(only, sizes, rounds)) {
    sections.push(section);
    if (!json) console.log(`${formatSection(section)}\n`);
  }
  if (json) console.log(JSON.stringify({ machine, sections }, undefined, 2));
  return values.assert && sections.some(missesSomething) ? 1 : 0;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= most;
}

function missesSomething({ rows }: Section): boolean {
  return rows.some(({ requirements }) => requirements.some(({ isMet }) => !isMet));
}

function* bench(
  only: string | undefined,
  sizes: Readonly<Record<"clusters" | "objects", readonly number[]>>,
  rounds: number | undefined,
): Iterable<Section> {
  const temporary = new Temporary();
  if (only === undefined || only === "fleet") {
    tell("the shipped fleet, about a minute");
    yield benchShipped(temporary, rounds);
  }
  if (only === undefined || only === "diff") {
    tell("npm run diff, about a minute");
    yield* benchDiff(temporary, changedClusters, rounds);
  }
  if (only === undefined || only === "charts") {
    tell("rendered charts, about three minutes");
    yield benchCharts(temporary, findProgram("helm"), rounds);
  }
  if (only === undefined || only === "rivals") {
    const rivals = buildRivals((line) => console.error(line));
    for (const objects of sizes.objects.toSorted((a, b) => a - b)) {
      tell(`about ${objects} generated objects beside others`);
      yield benchRivals(sizeOf(objects), temporary, rivals, rounds);
    }
  }
  if (only !== undefined && only !== "scale") return;
  const rival = findRival(temporary, "1.36");
  let smallest: Cost | undefined;
  for (const size of sizes.clusters.toSorted((a, b) => a - b)) {
    tell(`${size} generated clusters, ${size < 500 ? "about a minute" : "some minutes"}`);
    const { section, cost } = benchScale(size, temporary, rival, { rounds, smallest });
    smallest ??= cost;
    yield section;
  }
}

/** On the other stream: the output can be piped. */
function tell(what: string): void {
  console.error(`measuring ${what}`);
}
