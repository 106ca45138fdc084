import { resolve } from "node:path";
import { fleet } from "../../clusters/index.ts";
import { explain } from "../../lib/order/explain.ts";
import type { Plan } from "../../lib/plan.ts";
import { FleetError, plural } from "../../lib/problem.ts";
import type { Changes } from "../../lib/emit/write.ts";
import { compare, write } from "../../lib/emit/write.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { planFleet, planOne } from "../run/plan.ts";
import { readTarget } from "../run/target.ts";
import { unknown } from "../tell/failure.ts";

const usage = defineUsage({
  command: "synth",
  forms: {
    "": "render the fleet of clusters/ into dist/",
    "--check": "say what is stale in dist/, write nothing",
    "--explain CLUSTER/NAME": "say why an Application stands in its wave",
  },
  options: {
    check: {
      type: "boolean",
      means: "compare instead of writing; exit code 1 when dist/ is stale",
    },
    explain: { type: "string", value: "CLUSTER/NAME", means: "an Application, as in dist/" },
  },
  examples: ["", "--explain home/traefik"],
});

/** cdk8s-cli says where it wants the output. */
const directory = resolve(process.env["CDK8S_OUTDIR"] ?? "dist");

try {
  process.exitCode = await main();
} catch (error) {
  if (!isKnown(error)) throw error;
  console.error(
    error.code
      ? `dist: ${error.message}; make room or correct the permissions, dist/ is unchanged`
      : `${error.message}; dist/ is unchanged`,
  );
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const values = readOptions(usage);
  if (values.explain !== undefined) return print(await explainTarget(values.explain));
  const planned = await planFleet(fleet);
  if (planned.problems.length > 0) throw new FleetError(planned.problems);
  if (values.check) return check(planned);
  const { added, changed, removed } = await write(directory, planned.files);
  const isCurrent = added.length + changed.length + removed.length === 0;
  const size = `${plural(fleet.clusters.length, "cluster")}, ${plural(planned.files.length, "file")}`;
  return print(
    isCurrent
      ? `dist/ is current: ${size}`
      : `dist/: ${added.length} added, ${changed.length} changed, ${removed.length} removed; ${size}`,
  );
}

function check({ files }: Plan): number {
  const { added, changed, removed } = compare(directory, files);
  const stale = staleFiles({ added, changed, removed });
  if (stale.length === 0) return print("dist/ is current");
  console.error(
    [...stale, `dist/ is stale in ${plural(stale.length, "file")}; run "npm run synth"`].join("\n"),
  );
  return 1;
}

function staleFiles({ added, changed, removed }: Changes): string[] {
  return [
    ...added.map((path) => `missing  ${path}`),
    ...changed.map((path) => `changed  ${path}`),
    ...removed.map((path) => `left over  ${path}`),
  ];
}

async function explainTarget(target: string): Promise<string> {
  const { cluster, name } = readTarget("--explain", target);
  const planned = await planOne(cluster);
  const application = planned.applications.find((one) => one.name === name);
  if (application) return explain(planned, application);
  const names = planned.applications.map((one) => one.name);
  return unknown("--explain", `Application of ${cluster.name}`, name, names);
}

function print(text: string): number {
  console.log(text);
  return 0;
}

/** A known problem, or the file system's refusal; anything else is a bug and keeps its stack. */
function isKnown(error: unknown): error is Error & { code?: string } {
  if (error instanceof FleetError) return true;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EPERM"].includes(code);
}
