import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { write } from "../../../lib/emit/write.ts";
import { FleetError } from "../../../lib/problem.ts";
import { recordsOf } from "../../../test/fleets/place.ts";
import { planRemembered } from "../../run/plan.ts";

/** What it prints. */
export interface GeneratedRun {
  readonly objects: number;
  readonly added: number;
  /** Of planning and writing, without the start of the process and without loading what plans. */
  readonly seconds: number;
}

// What scripts/commands/synth.ts does, for a generated fleet; the last argument is a file for a CPU profile.
const [clusters = "", services = "", directory = "", cache = "", profile] = process.argv.slice(2);
let profiler: Session | undefined;
let start = performance.now();
const size = { clusters: Number(clusters), services: Number(services) };
const module = new URL("../generate.ts", import.meta.url).href;
const { files, problems } = await planRemembered(
  { module, call: { name: "generateFleet", args: [size] } },
  {
    key: [clusters, services],
    options: { store: "", cache, parallel: 1, records: recordsOf("house"), isDry: true },
    async onLoad() {
      if (profile !== undefined) profiler = await startProfile();
      start = performance.now();
    },
  },
);
if (problems.length > 0) throw new FleetError(problems);
const { added } = await write(directory, files);
const seconds = (performance.now() - start) / 1000;
if (profiler) {
  const stopped = await profiler.post("Profiler.stop");
  writeFileSync(profile!, JSON.stringify(stopped.profile));
}
const objects = files.filter(({ path }) => !path.endsWith("/review.yaml")).length;
const run: GeneratedRun = { objects, added: added.length, seconds };
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
