import { run } from "../validator/run.ts";
import { withApiServers } from "./api-server-alone.ts";
import type { Scenario } from "./scenario.ts";

/** Beside an environment that runs; nothing but this scenario writes to its API server. */
export const validator: Scenario = {
  name: "validator",
  seconds: 16,
  shows: "Strata and the API server accept and refuse the same objects, all of dist/ included",

  run: (context) =>
    withApiServers(context, async (start) => {
      await run(await start("validator"), context.say, context.seed);
    }),
};
