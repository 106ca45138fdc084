import { Refusal } from "../tell/refusal.ts";

/** Throws one known problem, with what has become of the fleet. */
export function refuse(place: string, message: string, outcome = "nothing is changed"): never {
  throw new Refusal([{ place, message }], outcome);
}
