import { clusterFaults, fleetFaults } from "../../lib/build/sound.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { loadFleet, shippedSource } from "./load.ts";

/** The fleet of clusters/. Data that does not load, or is not as its types say, ends the program as it ends synth. */
export const fleet = await loadFleet(shippedSource).then(sound).catch(end);

function sound(loaded: Fleet): Fleet {
  const own = fleetFaults(loaded);
  const faults =
    own.length > 0 ? own : loaded.clusters.flatMap((cluster) => clusterFaults(cluster));
  if (faults.length > 0) throw new FleetError(faults);
  return loaded;
}

function end(error: unknown): never {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exit(1);
}
