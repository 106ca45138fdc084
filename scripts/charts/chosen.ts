import { didYouMean } from "../../lib/words.ts";
import { readLock, type LockedChart } from "../import/lock.ts";
import { Refusal } from "../tell/refusal.ts";

/** The charts of the lock with these names; all of them without any. */
export function chosenCharts(lock: string, only: readonly string[]): readonly LockedChart[] {
  const charts = readLock(lock);
  const known = new Set(charts.map((chart) => chart.name));
  const unknown = only.filter((one) => !known.has(one));
  const problems = unknown.map((place) => {
    const todo = didYouMean(place, known) ?? `it has ${[...known].join(", ")}`;
    return { place, message: `is not in ${lock}; ${todo}` };
  });
  if (problems.length > 0) throw new Refusal(problems, "nothing is done");
  return only.length === 0 ? charts : charts.filter((chart) => only.includes(chart.name));
}
