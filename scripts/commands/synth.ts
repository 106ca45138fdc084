import { resolve } from "node:path";
import type { Plan } from "../../lib/emit/planned-file.ts";
import { FleetError, plural } from "../../lib/problem.ts";
import type { Changes } from "../../lib/emit/compare.ts";
import { compare } from "../../lib/emit/compare.ts";
import { write } from "../../lib/emit/write.ts";
import { readOptions } from "../run/options.ts";
import { planOne, planShipped } from "../run/plan.ts";
import { defineUsage } from "../run/usage.ts";

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
    "no-types": {
      type: "boolean",
      means: "leave out what the compiler says of clusters/ and charts/",
    },
    explain: { type: "string", value: "CLUSTER/NAME", means: "an Application, as in dist/" },
  },
  examples: ["", "--explain home/traefik"],
});

const stray =
  "is not Strata's, and stands where Argo CD takes what it finds; move it elsewhere, or put it into the data";

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
  // What a gate judges is made anew, and remembered: an edit that no stamp sees is told, and written the next time.
  const planned = await planShipped({
    anew: values.check,
    isDry: values.check === true,
    needsTypes: values["no-types"] !== true,
  });
  // First of all: what follows may come from a record that a note is about.
  for (const note of planned.notes ?? []) console.error(`note: ${note}`);
  if (planned.problems.length > 0) throw new FleetError(planned.problems);
  if (values.check) return check(planned);
  const { added, changed, removed, strays, left } = await writeDist(planned.files);
  for (const path of strays) console.error(`note: dist/${path} ${stray}`);
  for (const path of left)
    console.error(`note: ${path} cannot be removed, dist/ is written all the same; remove it`);
  const isCurrent = added.length + changed.length + removed.length === 0;
  const clusters = new Set(planned.files.map(({ path }) => path.split("/", 1)[0]));
  const size = `${plural(clusters.size, "cluster")}, ${plural(planned.files.length, "file")}`;
  return print(
    isCurrent
      ? `dist/ is current: ${size}`
      : `dist/: ${added.length} added, ${changed.length} changed, ${removed.length} removed; ${size}`,
  );
}

/** A refusal of the file system is no bug, whatever its name is. */
async function writeDist(files: Plan["files"]): ReturnType<typeof write> {
  try {
    return await write(directory, files);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (error instanceof FleetError || syscall === undefined) throw error;
    const todo = "make room or correct the permissions";
    throw new FleetError([{ place: "dist", message: `${message}; ${todo}` }]);
  }
}

function check({ files }: Plan): number {
  const { added, changed, removed, strays } = compare(directory, files);
  const stale = staleFiles({ added, changed, removed });
  if (stale.length + strays.length === 0) return print("dist/ is current");
  for (const line of [...stale, ...strays.map((path) => `stray  ${path}`)]) console.error(line);
  if (stale.length > 0)
    console.error(`dist/ is stale in ${plural(stale.length, "file")}; run "npm run synth"`);
  if (strays.length > 0) console.error(`what is stray ${stray}`);
  return 1;
}

function staleFiles({ added, changed, removed }: Changes): string[] {
  return [
    ...added.map((path) => `missing  ${path}`),
    ...changed.map((path) => `changed  ${path}`),
    ...removed.map((path) => `left over  ${path}`),
  ];
}

/** Loads the data, which nothing else here needs while the plan is remembered. */
async function explainTarget(target: string): Promise<string> {
  const [{ explain }, { readTarget }, { unknown }] = await Promise.all([
    import("../../lib/order/explain.ts"),
    import("../run/target.ts"),
    import("../tell/failure.ts"),
  ]);
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
