import { fileURLToPath } from "node:url";
import { FleetError } from "../../../lib/problem.ts";
import { readTree } from "../../simulator/dist.ts";
import type { Environment } from "../environment.ts";
import { compareWithSimulator } from "../simulated.ts";
import { timelineOf } from "./timeline.ts";
import { writeReport } from "./write.ts";

/** The project, with what was recorded of its charts. */
const home = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * What an install that began at `since`, milliseconds since 1970, says beside its order: what waves cost, as a picture
 * too, and that the simulator of the quick tests orders as Argo CD does. Returns the price of waves by cluster.
 */
export async function reportInstall(
  { clusters, origin }: Environment,
  since: number,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const prices = new Map<string, number>();
  const problems: { place: string; message: string }[] = [];
  for (const { name, world, recorder } of clusters.values()) {
    const record = await recorder.read();
    const timeline = timelineOf(world.plan, record, since);
    const picture = writeReport("install", timeline);
    const { price = NaN, settled = NaN, chain } = timeline;
    prices.set(name, price);
    const times = [settled, chain.milliseconds].map((time) => `${(time / 1000).toFixed(1)} s`);
    say(
      `${name}: settled after ${times[0]}, longest chain ${times[1]}, price of waves ${price.toFixed(2)}; ${picture}`,
    );
    for (const { application, message } of compareWithSimulator(
      readTree(origin.clone, name, { home }),
      record,
      since,
    ))
      problems.push({ place: `simulator, ${application}`, message });
  }
  if (problems.length > 0) throw new FleetError(problems);
  return prices;
}
