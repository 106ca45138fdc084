import { secondsSince, span } from "../kube/time.ts";
import { table } from "../tell/table.ts";
import type { Status } from "./control.ts";
import type { Targets } from "./targets.ts";
import { urlOf } from "./targets.ts";

export function statusTable(states: readonly Status[], now = new Date()): string {
  if (states.length === 0) return 'no forward runs; "npm run forward" starts them';
  return table(
    states.map(({ cluster, forward, openSince, restarts }) => [
      openSince ? "open" : "closed",
      `${cluster}/${forward.name}`,
      urlOf(forward),
      openSince ? `since ${span(secondsSince(openSince, now))}` : "",
      restarts > 0 ? `started ${restarts + 1} times` : "",
    ]),
  );
}

/** Every forward that could be started. */
export function targetTable(targets: readonly Targets[]): string {
  return table(
    targets.flatMap(({ cluster, forwards }) =>
      forwards.map((one) => [
        `${cluster.name}/${one.name}`,
        urlOf(one),
        `Service ${one.namespace}/${one.service}, port ${one.port}`,
      ]),
    ),
  );
}
