import { FleetError } from "../../lib/problem.ts";
import { loadShipped } from "./load.ts";

/** The fleet of clusters/, for commands that are nothing without it: they end with what synth would say. */
export const fleet = await loadShipped().catch((error: unknown) => {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exit(1);
});
