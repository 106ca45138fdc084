import { readFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { plural } from "../../lib/problem.ts";
import type { Measurement } from "./measure.ts";
import { clustersOf } from "./generate.ts";
import { interleave } from "./measure.ts";
import type { Phase } from "./phases.ts";
import { phasesOf } from "./phases.ts";
import type { GeneratedRun } from "./programs/synth.ts";
import type { Row, Section } from "./report.ts";
import { atMost, row } from "./report.ts";
import type { Rival } from "./rival.ts";
import { measureHelm, measureKubeconform, writeChart } from "./rival.ts";
import { synthGenerated } from "./synth.ts";
import type { Temporary } from "./temporary.ts";

/** What planning and writing took, without the start of Node. */
export interface Cost {
  readonly objects: number;
  readonly secondsPerObject: number;
}

/** A generated fleet beside the rival, and beside the cost of the smallest fleet of the same run. */
export function benchScale(
  clusters: number,
  temporary: Temporary,
  rival: Rival | readonly string[],
  { rounds = usualRounds(clusters), smallest }: { rounds?: number; smallest?: Cost },
): { section: Section; cost: Cost } {
  const runs: GeneratedRun[] = [];
  const profiles: Record<Phase, number>[] = [];
  const size = clustersOf(clusters);
  const [tree, cache] = [temporary.path("tree"), temporary.path("cache")];
  const objects = (): number => runs[0]!.objects;
  const found = interleave<string>(rounds, {
    cold: () => {
      const fresh = [temporary.path("tree"), temporary.path("cache")] as const;
      const { run, ...measurement } = synthGenerated(
        size,
        ...(runs.length === 0 ? ([tree, cache] as const) : fresh),
      );
      runs.push(run);
      return measurement;
    },
    unchanged: () => synthGenerated(size, tree, cache),
    ...("helm" in rival ? rivalSubjects(rival, temporary, tree, objects) : {}),
    profiled: () => {
      const file = temporary.path("profile");
      const fresh = [temporary.path("tree"), temporary.path("cache")] as const;
      const measurement = synthGenerated(size, ...fresh, file);
      profiles.push(phasesOf(JSON.parse(readFileSync(file, "utf8")) as Profiler.Profile));
      return measurement;
    },
  });
  const seconds = Math.min(...runs.map((run) => run.seconds));
  const cost = { objects: objects(), secondsPerObject: seconds / objects() };
  const section = {
    title: `${plural(clusters, "generated cluster")}: ${plural(objects(), "object")}, least of ${plural(rounds, "round")}`,
    objects: objects(),
    rows: rowsOf(found, cost, smallest),
    phases: profiles.reduce((least, one) => (total(one) < total(least) ? one : least)),
    notes: ["helm" in rival ? rivalForm : leftOut(rival)],
  };
  return { section, cost };
}

/** A round of the large fleets takes minutes. */
function usualRounds(clusters: number): number {
  return Math.max(2, Math.min(7, Math.round(300 / clusters)));
}

const rivalForm =
  "helm prints a chart of one template per cluster, the form that takes it least; kubeconform checks against the schemas of imports/ on every CPU";

function leftOut(missing: readonly string[]): string {
  return `helm + kubeconform left out: no ${missing.join(" and no ")} in BENCH_TOOLS or on PATH`;
}

function total(seconds: Record<Phase, number>): number {
  return Object.values(seconds).reduce((sum, one) => sum + one, 0);
}

function rivalSubjects(
  rival: Rival,
  temporary: Temporary,
  tree: string,
  objects: () => number,
): Record<"helm" | "kubeconform", () => Measurement> {
  const chart = temporary.path("chart");
  let printed: string | undefined;
  return {
    helm: () => {
      if (printed === undefined) writeChart(tree, chart);
      printed = temporary.path("printed");
      return measureHelm(rival, chart, printed);
    },
    kubeconform: () => measureKubeconform(rival, printed!, objects()),
  };
}

function rowsOf(
  { cold, unchanged, helm, kubeconform }: Readonly<Record<string, Measurement>>,
  cost: Cost,
  smallest: Cost | undefined,
): Row[] {
  const both = helm && kubeconform && add(helm, kubeconform);
  const growth = smallest && cost.secondsPerObject / smallest.secondsPerObject;
  const gigabytes = cold!.peakBytes && cold!.peakBytes / 1e9;
  // Where the start of Node weighs most, the rival's figure is there to be read.
  const limit = cost.objects < 5_000 ? undefined : cost.objects < 100_000 ? 1 : 0.3;
  return [
    row("synth, cold", cold!, [
      ...atMost("helm + kubeconform", both && cold!.seconds / both.seconds, limit, "x"),
      ...atMost(`the cost per object of ${smallest?.objects} objects`, growth, 1.3, "x"),
      ...atMost("of peak memory", gigabytes, 1.5, "GB"),
    ]),
    row("synth, unchanged", unchanged!),
    ...(helm ? [row("helm template --output-dir", helm)] : []),
    ...(kubeconform ? [row("kubeconform -strict", kubeconform)] : []),
    ...(both ? [row("helm + kubeconform", both)] : []),
  ];
}

function add(one: Measurement, other: Measurement): Measurement {
  const { processSeconds, peakBytes = 0 } = one;
  return {
    seconds: one.seconds + other.seconds,
    processSeconds: processSeconds && processSeconds + (other.processSeconds ?? 0),
    peakBytes: processSeconds && Math.max(peakBytes, other.peakBytes ?? 0),
    output: "",
  };
}
