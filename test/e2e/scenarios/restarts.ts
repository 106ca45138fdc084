import { checkRestarts } from "../validator/restarts/run.ts";
import { withApiServers } from "./api-server-alone.ts";
import type { Scenario } from "./scenario.ts";

/** Those of workloads, and not the one of replicas: no pod of a Deployment is in the way of the next. */
const controllers = ["deployment-controller", "daemonset-controller", "statefulset-controller"];

/** Beside an environment that runs; nothing but this scenario writes to its API server. */
export const restarts: Scenario = {
  name: "restarts",
  seconds: 40,
  shows: "a review says that pods restart exactly where Kubernetes' controllers replace them",

  run: (context) =>
    withApiServers(context, async (start) => {
      await checkRestarts(await start("restarts", controllers), context.say, context.seed);
    }),
};
