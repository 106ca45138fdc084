import { plural } from "../../../lib/problem.ts";
import type { Measurement } from "../measure.ts";
import {
  BenchError,
  leastOf,
  measure,
  medianOf,
  onNode,
  programPath,
  runInTurn,
} from "../measure.ts";
import type { Row, Section } from "../report.ts";
import { atMost, row } from "../report.ts";
import type { Temporary } from "../temporary.ts";
import type { CountedHelm } from "./helm.ts";
import { countHelm, helmAlone } from "./helm.ts";
import { generatedCharts, writeStore } from "./store.ts";

/** A cluster whose charts are rendered at synth, beside the same without charts, and beside Helm alone. */
export function benchCharts(temporary: Temporary, helm: string | undefined, rounds = 9): Section {
  const title = `${plural(generatedCharts.length, "generated chart")}, rendered at synth`;
  if (helm === undefined)
    return { title, objects: 1, rows: [], notes: ["left out: no helm in BENCH_TOOLS or on PATH"] };
  const subjects = subjectsOf(temporary, helm);
  const found = runInTurn(rounds, subjects);
  const { warm, none } = found[0]!;
  const objects = Number(warm.output) - Number(none.output);
  return {
    title: `${title}: ${plural(objects, "object")}, least of ${plural(rounds, "round")}`,
    objects,
    rows: rowsOf(found),
    notes: [
      "ratios are the middle of the rounds' own, each of two runs beside each other",
      "Helm alone prints each chart to a file, without order or checks; xargs runs 2 at once; all run Helm by way of the same shell, which counts",
      "the processor time of a synth is its own: Helm is started by shells, which it does not wait for at its end",
      "asserted: a cold run has Helm print every chart, a warm one none, and one with another value one",
    ],
  };
}

type Name = "none" | "cold" | "warm" | "changed" | "xargs" | "alone";

function subjectsOf(temporary: Temporary, helm: string): Record<Name, () => Measurement> {
  const store = writeStore(temporary);
  const counted = countHelm(temporary, helm);
  const run = (revision: string, cache: string, tree: string, charts: number): Measurement => {
    const command = onNode(programPath("charts"), revision, store, cache, tree);
    const env = { PATH: `${counted.directory}:${process.env["PATH"]}` };
    const measurement = measure({ ...command, env, keepsOutput: true });
    expectCount(counted, charts);
    return measurement;
  };
  const [cache, without, current, changed] = ["cache", "without", "current", "changed"].map(
    (name) => temporary.path(name),
  ) as [string, string, string, string];
  run("none", cache, without, 0);
  run("0", cache, current, generatedCharts.length);
  run("0", cache, changed, 0);
  let revision = 0;
  const alone = (parallel: number): Measurement => {
    const directory = temporary.directory("helm");
    const measurement = measure(helmAlone(counted.program, store, directory, parallel));
    expectCount(counted, generatedCharts.length);
    return measurement;
  };
  return {
    none: () => run("none", cache, without, 0),
    warm: () => run("0", cache, current, 0),
    changed: () => run(String(++revision), cache, changed, 1),
    cold: () => run("0", temporary.path("cache"), temporary.path("tree"), generatedCharts.length),
    xargs: () => alone(2),
    alone: () => alone(1),
  };
}

function expectCount(counted: CountedHelm, charts: number): void {
  const found = counted.count();
  if (found !== charts)
    throw new BenchError(
      `bench: Helm printed ${plural(found, "chart")} where it should print ${charts}; look at lib/helm/cache/cache.ts`,
    );
}

function rowsOf(rounds: readonly Record<Name, Measurement>[]): Row[] {
  const { none, warm, changed, cold, xargs, alone } = leastOf(rounds);
  const price = medianOf(rounds, (round) => round.warm.seconds - 1.2 * round.none.seconds);
  const ratio = medianOf(rounds, (round) => round.cold.seconds / round.xargs.seconds);
  return [
    row("synth, the same without charts", none),
    row("synth, warm", warm, atMost("over 1.2 x the same without charts", price, 0.3, "s")),
    row("synth, one value changed", changed),
    row(
      "synth, cold (nothing rendered before)",
      cold,
      atMost("xargs -P2 of helm template", ratio, 1.1, "x"),
    ),
    row("helm template, by xargs -P2", xargs),
    row("helm template, one after the other", alone),
  ];
}
