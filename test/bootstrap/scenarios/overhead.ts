import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fleet } from "../instant/fleet.ts";
import { cluster, startInstantHouse } from "../instant/house.ts";
import { events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Workspace } from "./workspace.ts";

/** Seconds that a bootstrap may take where its machines take none. */
const limit = 20;

/** What the bootstrap itself costs. */
export const overhead: Scenario = {
  name: "overhead",
  shows: `a bootstrap of ${cluster.nodes.length} machines whose commands take no time takes at most ${limit} s`,
  async run(context: Context) {
    const { directory, say } = context;
    // Beside other work the clock tells of that; what the processors did holds always.
    const isAtRest = loadavg()[0]! < availableParallelism();
    const house = await context.start({ fleet, clusters: [] });
    const { work, stop } = await startInstantHouse(house, directory);
    try {
      for (const what of ["from nothing", "again"]) {
        const { wall, cpu, done, looks } = await measured(work);
        say(
          `${what}: ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of processors; ${done} steps done, ${looks} were`,
        );
        assert.ok(cpu < limit, `${cpu} s of processors`);
        if (isAtRest) assert.ok(wall < limit, `${wall} s`);
        assert.equal(done > 0, what === "from nothing");
      }
    } finally {
      stop();
    }
  },
};

interface Cost {
  readonly wall: number;
  /** Of the command and of what it starts here. */
  readonly cpu: number;
  readonly done: number;
  readonly looks: number;
}

async function measured(work: Workspace): Promise<Cost> {
  const [start, before] = [performance.now(), childrenCpu()];
  const out = await work.must("bootstrap", cluster.name, "--json");
  const states = events(out).map(({ state }) => state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  return {
    wall: (performance.now() - start) / 1000,
    cpu: childrenCpu() - before,
    done: count("done"),
    looks: count("already"),
  };
}

/** Seconds of processors that ended children took, and theirs; proc(5): fields 16 and 17, in hundredths. */
function childrenCpu(): number {
  const [, rest = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const fields = rest.split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
