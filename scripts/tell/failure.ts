import { FleetError } from "../../lib/problem.ts";
import { didYouMean } from "../../lib/words.ts";

/** One known problem: printed as `<place>: <message>` without a stack. */
export function failure(place: string, message: string): FleetError {
  return new FleetError([{ place, message }]);
}

/** Throws: the name is none of those that there are. `place` is the option or command that was given it. */
export function unknown(
  place: string,
  what: string,
  name: string,
  known: readonly string[],
): never {
  const todo = didYouMean(name, known) ?? `use one of ${known.join(", ")}`;
  throw new FleetError([{ place, message: `"${name}" is no ${what}; ${todo}` }]);
}
