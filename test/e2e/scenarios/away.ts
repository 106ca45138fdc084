import { isDeepStrictEqual } from "node:util";
import { FleetError } from "../../../lib/problem.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment } from "../environment.ts";
import { applicationsBy } from "../settle.ts";
import { until } from "../wait.ts";
import { installFleet } from "./install.ts";
import { push, requireHeld } from "./push.ts";
import type { Scenario } from "./scenario.ts";

const name = "local";
/** A chart without objects beside it, in the wave of the last of what is changed. */
const chart = "traefik";
const awaySeconds = 20;

/** Argo CD's first look at a change fails: what it remembers of that must not pass for a comparison. */
export const away: Scenario = {
  name: "away",
  seconds: 140,
  shows: "new values of a chart are applied although the repo-server was away when they came",

  async run(context) {
    const fleet = withRevision(context.fleet, name, "pinned");
    const environment = await context.start({ fleet, clusters: [name] });
    await installFleet(environment, context);
    const find = applicationsBy(environment, name);
    const specOf = (): unknown => find(`${name}-${chart}`)?.["spec"];
    const values = { deployment: { podAnnotations: { "e2e.test/mark": "1" } } };
    const after = changeFleet(fleet, { [name]: { [chart]: { values } } });
    const [before, spec] = [templateOf(environment), specOf()];
    const pushed = await push(environment, fleet, after, {
      during: async () => {
        await until("the new values", () => !isDeepStrictEqual(specOf(), spec), 300);
        const restartAfterMilliseconds = awaySeconds * 1000;
        await environment.kill("repo-server", { cluster: name, restartAfterMilliseconds });
      },
    });
    requireHeld(`a repo-server that is away for ${awaySeconds} s`, pushed, context.say);
    if (!isDeepStrictEqual(templateOf(environment), before)) return;
    const message = "is Synced and Healthy, and has not got its new values";
    throw new FleetError([{ place: `${name}-${chart}`, message }]);
  },
};

/** Of the chart's pods: what its values change. */
function templateOf({ clusters }: Environment): unknown {
  const { view } = clusters.get(name)!.world;
  const found = [...view.of("apps/Deployment")].find(({ metadata }) => metadata.name === chart);
  return (found?.spec as { template: unknown } | undefined)?.template;
}
