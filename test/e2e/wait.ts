import { setTimeout as sleep } from "node:timers/promises";
import { FleetError } from "../../lib/problem.ts";

/** Limits are those of a computer at rest; one that does other work too is given this many times as long. */
export const patience = 3;

/** Asks every fifth of a second until the answer is yes. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  seconds: number,
): Promise<void> {
  const end = Date.now() + seconds * patience * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) {
      const message = `${what} is not there after ${seconds * patience} s; read the logs of the run`;
      throw new FleetError([{ place: "e2e", message }]);
    }
    await sleep(200);
  }
}
