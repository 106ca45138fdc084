import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadAll } from "js-yaml";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Problem } from "../../../lib/problem.ts";
import { FleetError } from "../../../lib/problem.ts";
import { planFleet, usualCharts } from "../../../scripts/run/plan.ts";
import { houses, loadHouse, makeProject, writeHouse } from "../../scripts/init/houses.ts";
import { exampleFleets } from "../../fleets/examples.ts";
import type { Row } from "../../support/pairs.ts";
import { applyAll } from "../validator/apply.ts";
import { withApiServers } from "./api-server-alone.ts";
import type { Scenario } from "./scenario.ts";

const count = 10;

/** Houses that hold as many of all answers as so many can. */
function chosen(): readonly Row[] {
  const seen = new Set<string>();
  const answersOf = (house: Row): string[] => Object.entries(house).map((entry) => entry.join("="));
  const left = [...houses];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const gain = (house: Row): number => answersOf(house).filter((one) => !seen.has(one)).length;
    const best = left.toSorted((one, other) => gain(other) - gain(one))[0]!;
    left.splice(left.indexOf(best), 1);
    for (const answer of answersOf(best)) seen.add(answer);
    return best;
  });
}

/** What npm run init writes, on an API server. */
export const houseScenario: Scenario = {
  name: "houses",
  seconds: 25,
  shows: `the fleets that npm run init writes for ${count} houses, and the examples, are taken by the API server, object by object`,

  async run(context) {
    const project = makeProject();
    const problems: Problem[] = [];
    let applied = 0;
    try {
      // One after the other in the same: whoever answers otherwise later changes what is there.
      await withApiServers(context, async (start) => {
        const kube = await start("houses");
        for (const [i, house] of chosen().entries()) {
          const place = Object.values(house).join(", ");
          const folder = join(project, `house-${i}`);
          await writeHouse(folder, house);
          await take(place, await loadHouse(folder));
        }
        for (const [name, fleet] of await exampleFleets()) await take(name, fleet);

        async function take(place: string, fleet: Fleet): Promise<void> {
          const objects = await objectsOf(fleet);
          problems.push(...(await applyAll(kube, place, objects)));
          applied += objects.length;
        }
      });
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
    if (problems.length > 0) throw new FleetError(problems);
    context.say(
      `${applied} objects of ${count} fleets of npm run init and of the examples: none was refused`,
    );
  },
};

/** Everything that synth writes of it, in a clone that knows its charts by the reference alone. */
async function objectsOf(fleet: Fleet): Promise<readonly Manifest[]> {
  const records = resolve("imports", "none");
  const options = { ...usualCharts(), records, isDry: true };
  const { problems, files } = await planFleet(fleet, options);
  if (problems.length > 0) throw new FleetError(problems);
  // What stands beside the root is for reviewers.
  const synced = files.filter(({ path }) => !path.endsWith("/review.yaml"));
  return synced.map(({ content }) => loadAll(content)[0] as Manifest);
}
