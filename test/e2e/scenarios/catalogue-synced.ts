import type { Fleet } from "../../../lib/model/cluster.ts";
import { plural } from "../../../lib/problem.ts";
import { fleet } from "../../fleets/catalogue/index.ts";
import { planOf } from "../plans.ts";
import { installFleet } from "./install.ts";
import { requireQuiet } from "./quiet.ts";
import type { Scenario } from "./scenario.ts";

/** Each has an API server and an Argo CD of its own. */
const atOnce = 2;

/** The clusters of the catalogue's fleet; `--clusters` has no word for them. */
const wanted = process.env["STRATA_CATALOGUE_CLUSTERS"]?.split(",");

/** What no house runs together: each component of the catalogue beside what it needs, some clusters at a time. */
export const catalogueSynced: Scenario = {
  name: "catalogue-synced",
  seconds: 1500,
  isLong: true,
  shows:
    "every component of the catalogue is installed in order by a real Argo CD, and stays still",

  async run(context) {
    const names = fleet.clusters.flatMap(({ name }) =>
      (wanted?.includes(name) ?? true) ? [name] : [],
    );
    for (let i = 0; i < names.length; i += atOnce) {
      const clusters = names.slice(i, i + atOnce);
      const since = performance.now();
      const part = partOf(clusters);
      const environment = await context.start({ fleet: part, clusters });
      await installFleet(environment, context);
      await requireQuiet(environment, context);
      for (const cluster of part.clusters) {
        const { applications } = planOf(cluster);
        const list = applications.map(({ name }) => name).join(", ");
        context.say(`${cluster.name}: ${plural(applications.length, "Application")}: ${list}`);
      }
      const seconds = Math.round((performance.now() - since) / 1000);
      context.say(`${clusters.join(" and ")} took ${seconds} s`);
    }
  },
};

/** Each of its clusters syncs itself. */
function partOf(names: readonly string[]): Fleet {
  const { hub: _, ...rest } = fleet;
  return { ...rest, clusters: fleet.clusters.filter(({ name }) => names.includes(name)) };
}
