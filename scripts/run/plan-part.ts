import { parentPort, workerData } from "node:worker_threads";
import { watchEnvironment } from "../../lib/helm/cache/environment.ts";
import { loadFleet } from "../fleet/load.ts";
import type { Task } from "./threads.ts";
import { packAnswer } from "./threads.ts";

// A thread of its own: plans some clusters of a fleet, beside others that plan the rest.
const { source, range, options } = workerData as Task;
const { result, reading } = await watchEnvironment(async () => {
  const { planRange } = await import("./plan.ts");
  return planRange(await loadFleet(source), range, options);
});
// oxlint-disable-next-line require-post-message-target-origin
parentPort!.postMessage(packAnswer({ ...result, read: reading.names }));
