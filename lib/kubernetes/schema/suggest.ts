/** The candidate closest to the word, unless all of them are too far off to be a slip of the keyboard. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours; stops counting at the limit. */
function distance(from: string, to: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      current.push(edits);
    }
    if (Math.min(...current) >= limit) return limit;
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

/** The one path that ends as this one does, or the one of them that is most like it; undefined when several are. */
export function elsewhere(path: string, paths: readonly string[]): string | undefined {
  const [leaf, ...above] = steps(path).toReversed();
  const alike = paths
    .filter((other) => steps(other).at(-1) === leaf)
    .map((other) => [other, likeness(above, steps(other).slice(0, -1))] as const)
    .toSorted(([, one], [, other]) => other - one);
  const [best, second] = alike;
  return second && best![1] === second[1] ? undefined : best?.[0];
}

function steps(path: string): string[] {
  return path.toLowerCase().split(".");
}

/** How many of the steps stand in the other path too, misspelt or not. */
function likeness(one: readonly string[], other: readonly string[]): number {
  return one.filter((step) => nearest(step, other) !== undefined).length;
}
