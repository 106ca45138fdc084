import { projectWave } from "../../order/names.ts";
import type { Finding } from "../support/finding.ts";
import type { Pair } from "../support/state.ts";
import { fewOf } from "../support/words.ts";

/** Who waits for whom, and in which wave, where that changes for what was there. */
export function* order(pair: Pair): Iterable<Finding> {
  const { cluster, before, after } = pair;
  const place = {
    topic: "order",
    level: "note",
    place: cluster,
    path: `dist/${cluster}/review.yaml`,
  } as const;
  const moved = [...after.applications].flatMap(([name, { wave }]) => {
    const old = before.applications.get(name);
    return old && old.wave !== wave && wave > projectWave ? [`${name} ${old.wave} -> ${wave}`] : [];
  });
  if (moved.length > 0)
    yield { ...place, rule: "waves", message: `waves: ${fewOf(moved, ", ", 12)}` };
  if (!before.facts || !after.facts) return;
  for (const [name, needs] of Object.entries(after.facts.needs)) {
    const old = before.facts.needs[name];
    if (!old) continue;
    for (const [needed, reason] of Object.entries(needs))
      if (old[needed] === undefined)
        yield {
          ...place,
          rule: "waits",
          message: `${name} waits for ${needed} from now on (${reason})`,
        };
    for (const needed of Object.keys(old))
      if (needs[needed] === undefined && after.applications.has(needed))
        yield { ...place, rule: "waits-no-more", message: `${name} no longer waits for ${needed}` };
  }
}
