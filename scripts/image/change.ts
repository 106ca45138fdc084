import { listed } from "../../lib/check/support/rule.ts";
import { failure } from "../tell/failure.ts";
import type { Literal } from "./literals.ts";
import { literalsIn } from "./literals.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";
import { readImage } from "./reference.ts";
import type { Edit } from "./trial.ts";
import { sources, sourceText, tryEdits, whyNotAlone } from "./trial.ts";

/** Of an image to another: both as containers name them. */
export type Changes = ReadonlyMap<string, string>;

/** Places that are tried before it is given up: each takes as long as a synth. */
export const mostTrials = 20;

/**
 * Changes the images of an Application where the fleet's data says them, and nothing else: what a text means is seen by
 * what becomes of the fleet when it is another. Returns what was changed, and leaves the data as it was where it fails.
 */
export function changeImages(
  target: PlannedApplication,
  changes: Changes,
  all: readonly PlannedApplication[],
): readonly Edit[] {
  const wanted = target.images.map((image) => changes.get(image) ?? image).sort();
  const trials = candidates(target, changes).slice(0, mostTrials);
  const whyNot = (after: PlannedApplication): string | undefined =>
    after.images.join(" ") === wanted.join(" ") ? undefined : "it makes other images";
  for (const [{ file, line, start, end, value }, to] of trials) {
    const edits = [{ start, end, text: JSON.stringify(to) }];
    if (tryEdits(file, edits, () => whyNotAlone(target, all, whyNot)) === undefined)
      return [{ place: `${file}:${line}`, from: value, to }];
  }
  const tried = trials.map(([{ file, line }]) => `${file}:${line}`);
  const seen = tried.length === 0 ? "" : ` (not ${listed(tried, "or")})`;
  throw failure(
    titleOf(target),
    `no text in clusters/ makes ${[...changes].map(([from, to]) => `${from} ${to}`).join(", ")} and nothing else${seen}; change it by hand`,
  );
}

/** Texts that may say the version, and what each would be: those beside the Application's own name or namespace first. */
function candidates(target: PlannedApplication, changes: Changes): (readonly [Literal, string])[] {
  const texts = new Map<string, string>();
  for (const [from, to] of changes) {
    texts.set(from, to);
    texts.set(readImage(from)!.version, readImage(to)!.version);
  }
  return sources()
    .flatMap((file) => literalsIn(file, sourceText(file)))
    .flatMap((literal) => {
      const to = texts.get(literal.value);
      return to === undefined ? [] : [[literal, to] as const];
    })
    .toSorted(([one], [other]) => nearness(other, target) - nearness(one, target));
}

function nearness(
  { file, field, beside }: Literal,
  { cluster, name, namespace }: PlannedApplication,
): number {
  const values = Object.values(beside);
  return [
    file.includes(cluster),
    /version|tag|image/i.test(field),
    values.includes(namespace),
    values.includes(name),
  ].filter(Boolean).length;
}
