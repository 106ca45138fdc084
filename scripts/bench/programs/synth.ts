import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { plan } from "../../../lib/plan.ts";
import { FleetError } from "../../../lib/problem.ts";
import { write } from "../../../lib/emit/write.ts";
import { generateFleet } from "../generate.ts";
import { recordedCharts } from "../recorded.ts";

/** What it prints. */
export interface GeneratedRun {
  readonly objects: number;
  readonly added: number;
  /** Of planning and writing, without the start of the process. */
  readonly seconds: number;
}

// What scripts/commands/synth.ts does, for a generated fleet; the third argument is a file for a CPU profile.
const [clusters = "", directory = "", profile] = process.argv.slice(2);
const profiler = profile === undefined ? undefined : await startProfile();
const start = performance.now();
const fleet = generateFleet(Number(clusters));
const { files, problems } = plan(fleet, recordedCharts(fleet));
if (problems.length > 0) throw new FleetError(problems);
const { added } = await write(directory, files);
const seconds = (performance.now() - start) / 1000;
if (profiler) {
  const stopped = await profiler.post("Profiler.stop");
  writeFileSync(profile!, JSON.stringify(stopped.profile));
}
const run: GeneratedRun = { objects: files.length, added: added.length, seconds };
console.log(JSON.stringify(run));

/** Samples rarely: the profile shall not weigh on what it looks at. */
async function startProfile(): Promise<Session> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 2000 });
  await session.post("Profiler.start");
  return session;
}
