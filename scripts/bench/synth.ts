import type { Size } from "./generate.ts";
import type { Measurement } from "./measure.ts";
import { measure, onNode, programPath } from "./measure.ts";
import type { GeneratedRun } from "./programs/synth.ts";

/** Renders a generated fleet; the plan is remembered in the cache. `profile` is a file for a CPU profile. */
export function synthGenerated(
  { clusters, services }: Size,
  directory: string,
  cache: string,
  ...profile: readonly string[]
): Measurement & { readonly run: GeneratedRun } {
  const size = [String(clusters), String(services)];
  const command = onNode(programPath("synth"), ...size, directory, cache, ...profile);
  const measurement = measure({ ...command, keepsOutput: true });
  return { ...measurement, run: JSON.parse(measurement.output) as GeneratedRun };
}
