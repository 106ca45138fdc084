import { FleetError } from "../../lib/problem.ts";

/** One known problem: printed as `<place>: <message>` without a stack. */
export function failure(place: string, message: string): FleetError {
  return new FleetError([{ place, message }]);
}
