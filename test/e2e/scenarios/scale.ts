import { timelineOf } from "../report/timeline.ts";
import { writeReport } from "../report/write.ts";
import { settled } from "../settle.ts";
import { chainsOf, largeFleet } from "./chains.ts";
import { requireOrder } from "./install.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

const applications = 300;

/** A cluster of a size that no house has. */
export const scale: Scenario = {
  name: "scale",
  seconds: 300,
  shows: `${applications} Applications install, in order`,
  isLong: true,

  async run(context) {
    const { say } = context;
    const fleet = largeFleet(chainsOf(applications / 3, () => "1.0.0"));
    const environment = await context.start({
      fleet,
      clusters: ["home"],
      timing: { resyncSeconds: 120 },
      // The memory is to be that of a house's controller.
      environmentVariables: { GOGC: "100", GOMEMLIMIT: "off" },
    });
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    const since = performance.timeOrigin + performance.now();
    await environment.applyRoots();
    await settled(environment, 1800);
    await requireOrder(environment, say);
    const { world, recorder } = environment.clusters.get("home")!;
    const timeline = timelineOf(world.plan, await recorder.read(), since);
    for (const [wave, bars] of Map.groupBy(timeline.bars, (bar) => bar.wave)) {
      const first = Math.min(...bars.map(({ released = Infinity }) => released));
      const last = Math.max(...bars.map(({ healthy = Infinity }) => healthy));
      const seconds = ((last - first) / 1000).toFixed(1);
      say(`wave ${wave}: ${bars.length} Applications in ${seconds} s`);
    }
    const megabytes = environment.peakMemory("application-controller") / 1e6;
    say(
      `${timeline.bars.length} Applications settled after ${(timeline.settled! / 1000).toFixed(1)} s; the application-controller took at most ${Math.round(megabytes)} MB; ${writeReport("scale", timeline)}`,
    );
  },
};
