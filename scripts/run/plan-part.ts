import { parentPort, workerData } from "node:worker_threads";
import { watchEnvironment } from "../../lib/helm/cache/environment.ts";
import { loadFleet } from "../fleet/load.ts";
import type { Answer, Task } from "./threads.ts";

// A thread of its own: plans some clusters of a fleet, beside others that plan the rest.
const { source, range, options } = workerData as Task;
const { result, reading } = await watchEnvironment(async () => {
  const { planRange } = await import("./plan.ts");
  return planRange(await loadFleet(source), range, options);
});
const answer: Answer = { ...result, read: reading.names };
// oxlint-disable-next-line require-post-message-target-origin
parentPort!.postMessage(answer);
