import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { plural } from "../../lib/problem.ts";
import { fleet } from "../fleet/shipped.ts";
import type { Measurement } from "./measure.ts";
import { interleave, measure, onNode, programPath } from "./measure.ts";
import type { Section } from "./report.ts";
import { atMost, row } from "./report.ts";
import type { Temporary } from "./temporary.ts";
import { holdsObject } from "./files.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The program of `npm run synth` on the shipped fleet, beside cdk8s-cli on the same charts and beside the floor. */
export function benchShipped(temporary: Temporary, rounds = 7): Section {
  const [current, remembered] = [temporary.path("current"), temporary.path("cache")];
  synth(current, remembered);
  const forgetting = (): string => {
    const cache = temporary.directory("cache");
    cpSync(join(remembered, "types"), join(cache, "types"), { recursive: true });
    return cache;
  };
  const fresh = (): string => temporary.path("fresh");
  const found = interleave(rounds, {
    first: () => synth(fresh(), fresh(), temporary.directory("cache")),
    cold: () => synth(fresh(), forgetting()),
    typed: () => synth(fresh(), fresh()),
    unchanged: () => synth(current, remembered),
    cdk8s: () => cdk8s(fresh(), undefined),
    cached: () => cdk8s(fresh(), compileCache),
    floor: () => floor(current, fresh()),
  });
  const ratio = found.cold.seconds / found.cdk8s.seconds;
  const objects = readdirSync(current, { recursive: true, encoding: "utf8" }).filter(
    holdsObject,
  ).length;
  return {
    title: `shipped fleet: ${plural(fleet.clusters.length, "cluster")}, ${plural(objects, "object")}, least of ${plural(rounds, "round")}`,
    objects,
    rows: [
      row("synth, cold", found.cold, atMost("cdk8s synth", ratio, 0.35, "x")),
      row(
        "synth, unchanged",
        found.unchanged,
        atMost("process time", found.unchanged.processSeconds, 0.3, "s"),
      ),
      row(
        "synth, cold, all types looked at",
        found.typed,
        atMost("cdk8s synth", found.typed.seconds / found.cdk8s.seconds, undefined, "x"),
      ),
      row("synth, first ever (empty compile cache)", found.first),
      row("cdk8s synth of the same charts", found.cdk8s),
      row("cdk8s synth, with Strata's compile cache", found.cached),
      row("floor: JSON.stringify and write", found.floor),
    ],
    notes: [
      "cold: no plan is remembered, and dist/ is not there; what Node compiled and what the native compiler has seen of the same texts is, as after another git pull, or a change that no type tells",
      "cdk8s synth runs with --check-upgrade=false, which spares it a request to the npm registry, on the same Node and with an app that needs no ts-node; it writes one file per chart, unordered and unchecked",
      "the floor counts neither the start of Node nor reading the objects",
    ],
  };
}

const compileCache = process.env["NODE_COMPILE_CACHE"];

/** `cache` holds the plans that are remembered, `compiled` the code. */
function synth(directory: string, cache: string, compiled = compileCache): Measurement {
  const env = { CDK8S_OUTDIR: directory, STRATA_CACHE: cache, NODE_COMPILE_CACHE: compiled };
  return measure({ ...onNode(`${root}scripts/commands/synth.ts`), cwd: root, env });
}

function cdk8s(directory: string, cache: string | undefined): Measurement {
  return measure({
    program: process.execPath,
    args: [
      `${root}node_modules/cdk8s-cli/bin/cdk8s`,
      "synth",
      "--check-upgrade=false",
      // Without a word before them, the CLI would take the outer quotes away.
      `--app=exec "${process.execPath}" "${programPath("cdk8s")}"`,
      `--output=${directory}`,
    ],
    env: { NODE_COMPILE_CACHE: cache },
  });
}

function floor(from: string, to: string): Measurement {
  const command = onNode(programPath("floor"), from, to);
  const { output } = measure({ ...command, keepsOutput: true });
  return { ...(JSON.parse(output) as { seconds: number }), output };
}
