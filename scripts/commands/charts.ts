import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { valid } from "semver";
import { plural, type Problem } from "../../lib/problem.ts";
import { chosenCharts } from "../charts/chosen.ts";
import { importPulled } from "../charts/import-pulled.ts";
import { directoryProblem, passOver, splitCharts } from "../charts/directories.ts";
import { editLock } from "../charts/lock-edit.ts";
import { idleValues, type IdleValue } from "../charts/idle.ts";
import { idleLines, lint, type StatedValues } from "../charts/lint.ts";
import { outdated, outdatedTable } from "../charts/outdated.ts";
import { labelOf, pull, reasonOf } from "../charts/pull.ts";
import { refreshCatalogue } from "../charts/refresh.ts";
import { staleArchives, staleDirectories } from "../charts/stale.ts";
import { updateText } from "../charts/report.ts";
import { openRepositories } from "../charts/repositories.ts";
import { update } from "../charts/update.ts";
import { verify } from "../charts/verify.ts";
import { writeWhole } from "../import/output.ts";
import { readLock, type LockedChart } from "../import/lock.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords, requireWord } from "../run/options.ts";
import { chartsUsage } from "../charts/usage.ts";
import { shown } from "../git/shown.ts";
import { Refusal } from "../tell/refusal.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const usage = chartsUsage(root);
const { values: options, words } = readWords(usage);

const commands: Readonly<Record<string, (names: readonly string[]) => Promise<void> | void>> = {
  pull: runPull,
  verify: runVerify,
  outdated: runOutdated,
  update: runUpdate,
  lint: runLint,
  record: runRecord,
  check: runCheck,
};

const [word = "", ...names] = words;
const command = commands[requireWord(word, Object.keys(commands), usage)]!;
await runMain(() => command(names));

function repositoryOf(): ReturnType<typeof openRepositories> {
  return openRepositories({
    environment: process.env,
    patience: {
      retries: numberOf("retries"),
      waitSeconds: 0.5,
      onRetry: (line) => console.error(line),
    },
    timeoutSeconds: numberOf("timeout"),
    mirror: mirrorOf(options.mirror),
    isPlain: options["plain-http"],
  });
}

function mirrorOf(mirror: string | undefined): string | undefined {
  const isUrl = mirror === undefined || /^(?:https?|oci):$/.test(URL.parse(mirror)?.protocol ?? "");
  return isUrl
    ? mirror
    : endWithUsage(`--mirror is "${shown(mirror)}"; give a URL, as https://… or oci://…`, usage);
}

function numberOf(option: "retries" | "timeout"): number {
  const number = Number(options[option]);
  if (Number.isInteger(number) && number >= 0) return number;
  return endWithUsage(`--${option} is "${options[option]}"; give a whole number`, usage);
}

function refuse(problems: readonly Problem[], outcome: string): void {
  if (problems.length > 0) throw new Refusal(problems, outcome);
}

async function runPull(only: readonly string[]): Promise<void> {
  const charts = chosenCharts(options.lock, only);
  const { archived, directories } = splitCharts(charts);
  if (only.length === 0) passOver(directories, "fetch");
  const { store, lock, imports } = options;
  const onProgress = (line: string): void => console.log(line);
  const { learned, problems, fetched } = await pull(archived, {
    store,
    repositoryOf: repositoryOf(),
    onProgress,
  });
  if (learned.size > 0) {
    const files = editLock(lock, learned);
    await refreshCatalogue(imports, readLock(lock));
    const digests = [...learned.values()].filter(({ digest }) => digest !== undefined);
    if (digests.length > 0) {
      console.log(
        `${plural(digests.length, "digest")} written in ${files.join(", ")}; from now on they bind`,
      );
    }
  }
  const pulled = new Set(charts.map(({ name }) => name));
  const unfit = importPulled(
    readLock(lock).filter(({ name }) => pulled.has(name)),
    {
      store,
      project: dirname(lock),
      imports,
      isNamed: only.length > 0,
      onProgress,
      onNote: (line) => console.error(`note: ${line}`),
    },
  );
  const there = archived.length - problems.length;
  const outcome = `${plural(there, "chart")} of ${archived.length} in ${store}, ${fetched} of them new`;
  refuse([...problems, ...unfit], outcome);
  if (archived.length > 0 || directories.length === 0) console.log(outcome);
  await renewFleet(only);
}

function runVerify(only: readonly string[]): void {
  const { archived: charts, directories } = splitCharts(chosenCharts(options.lock, only));
  passOver(directories, "verify");
  const problems = verify(options.store, charts);
  refuse(
    problems,
    `${charts.length - problems.length} of ${plural(charts.length, "chart")} verified`,
  );
  console.log(`${plural(charts.length, "chart")} verified in ${options.store}`);
}

async function runOutdated(only: readonly string[]): Promise<void> {
  const { archived, directories } = splitCharts(chosenCharts(options.lock, only));
  passOver(directories, "compare");
  const { comparisons, problems } = await outdated(archived, repositoryOf());
  if (options.json) console.log(JSON.stringify(comparisons, undefined, 2));
  else if (comparisons.length > 0) console.log(outdatedTable(comparisons));
  refuse(problems, `${plural(problems.length, "chart")} not compared`);
}

async function runUpdate(only: readonly string[]): Promise<void> {
  const [name = "", ...more] = only;
  if (name === "" || more.length > 0) endWithUsage("name one chart to update", usage);
  if (options.to !== undefined && !valid(options.to))
    endWithUsage(`--to is "${options.to}"; give a version, as 1.2.3`, usage);
  const [chart] = splitCharts(chosenCharts(options.lock, [name])).archived;
  if (!chart) refuse([directoryProblem(name)], "charts.lock.yaml is unchanged");
  const { store, lock, imports } = options;
  const onProgress = (line: string): void => console.log(line);
  const pulling = { store, repositoryOf: repositoryOf(), onProgress };
  try {
    // Before imports/ changes below it.
    const used = await usedValues().catch(withoutFleet);
    const updated = await update(chart!, options.to, { ...pulling, lock, imports });
    if (updated) console.log(updateText(name, updated, used));
    else console.log(`${labelOf(chart!)} is in place already`);
    await renewFleet([name]);
  } catch (error) {
    const label = labelOf({ name, version: options.to ?? chart!.version });
    refuse([{ place: label, message: reasonOf(error) }], "charts.lock.yaml is unchanged");
  }
}

async function runLint(only: readonly string[]): Promise<void> {
  const charts = chosenCharts(options.lock, only);
  const { findings, unknown, asDefault } = lint(
    await usedValues(),
    charts,
    options.store,
    dirname(options.lock),
  );
  const idle = await idleOf(charts);
  const without = typeof idle === "object" ? idleLines(idle, asDefault) : [];
  for (const line of [...findings, ...without]) console.log(line);
  for (const line of unknown) console.error(`note: ${line}`);
  if (typeof idle === "string") console.error(`note: ${idle}: values without effect are not found`);
  const effects = typeof idle === "object" ? `, ${without.length} without effect` : "";
  console.log(`${plural(findings.length, "value")} as by default${effects}`);
  if (unknown.length > 0) {
    console.error(`${plural(unknown.length, "chart")} not compared`);
    process.exitCode = 1;
  }
}

/** Undefined where the fleet has none of these charts, and a reason where Helm cannot be asked. */
async function idleOf(
  charts: readonly LockedChart[],
): Promise<readonly IdleValue[] | string | undefined> {
  const { fleetRequests } = await import("../charts/fleet.ts");
  const { usualCharts } = await import("../run/plan.ts");
  const wanted = new Set(charts.map(({ name }) => name));
  const requests = fleetRequests.filter(({ chart }) => wanted.has(chart.name));
  if (requests.length === 0) return undefined;
  return idleValues(requests, { ...usualCharts(), store: options.store });
}

/** In a process of its own, which loads what stands in imports/ now. Other imports than the fleet's have no records. */
async function renewFleet(only: readonly string[]): Promise<void> {
  if (resolve(options.imports) !== join(root, "imports")) return;
  const script = fileURLToPath(import.meta.url);
  const args = [...process.execArgv, script, "record", ...only, "--store", options.store];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) process.exitCode = 1;
}

async function runRecord(only: readonly string[]): Promise<void> {
  const found = await import("../records/fleet.ts").catch(unloaded);
  if (!found) return;
  const { usualCharts } = await import("../run/plan.ts");
  const { store } = options;
  const { lines, notes, problems } = await found.fleetRecords(only, { ...usualCharts(), store });
  for (const line of lines) console.log(line);
  for (const note of notes) console.error(`note: ${note}`);
  // It names the version of each chart.
  const { cataloguePage, cataloguePath } = await import("../catalogue/page.ts");
  writeWhole(cataloguePath, await cataloguePage());
  refuse(problems, "the records of these charts are as they were");
}

function unloaded(error: unknown): undefined {
  const [reason] = reasonOf(error).split("\n");
  console.error(`note: the fleet does not load (${reason}): its records stay as they are`);
}

async function runCheck(): Promise<void> {
  const { fleetRecordIssues } = await import("../records/fleet.ts");
  const { archived, directories } = splitCharts(readLock(options.lock));
  const issues = [
    ...staleArchives(archived, options.imports),
    ...staleDirectories(directories, dirname(options.lock), options.imports),
    ...fleetRecordIssues(),
  ];
  for (const line of issues) console.error(line);
  if (issues.length > 0) process.exitCode = 1;
  else console.log("the records of all charts are current");
}

/** A fleet that is broken may need just this update. */
function withoutFleet(error: unknown): readonly StatedValues[] {
  const [reason] = reasonOf(error).split("\n");
  console.error(`note: the fleet does not load (${reason}): who sets a value is not listed`);
  return [];
}

/** The fleet takes time to load; only some commands look at it. */
async function usedValues(): Promise<readonly StatedValues[]> {
  const { fleetValues } = await import("../charts/fleet.ts");
  return fleetValues;
}
