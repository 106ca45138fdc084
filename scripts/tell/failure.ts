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
  const one = known.length === 0 ? "there is none" : `use one of ${known.join(", ")}`;
  const todo = didYouMean(name, known) ?? one;
  throw new FleetError([{ place, message: `"${name}" is no ${what}; ${todo}` }]);
}
