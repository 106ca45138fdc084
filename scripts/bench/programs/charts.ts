import { FleetError } from "../../../lib/problem.ts";
import { write } from "../../../lib/emit/write.ts";
import { recordsOf } from "../../../test/fleets/place.ts";
import { chartsAtOnce, planRemembered } from "../../run/plan.ts";

// What scripts/commands/synth.ts does, for the fleet with generated charts: with "none" of them, or with a revision of one.
const [revision = "", store = "", cache = "", directory = ""] = process.argv.slice(2);
const { files, problems } = await planRemembered(
  {
    module: new URL("../charts/fleet.ts", import.meta.url).href,
    call: { name: "chartFleet", args: [revision === "none" ? "none" : "rendered", revision] },
  },
  {
    key: [revision],
    options: { store, cache, parallel: chartsAtOnce, records: recordsOf("house"), isDry: true },
  },
);
if (problems.length > 0) throw new FleetError(problems);
await write(directory, files);
console.log(files.length);
