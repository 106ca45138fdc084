/** Names to the values that they can have. */
export type Factors = Readonly<Record<string, readonly string[]>>;
export type Row = Readonly<Record<string, string>>;

/** Whether these values can stand together; told of rows that are not complete, too. */
export type Allowed = (row: Row) => boolean;

/** Every two values of different factors that can stand together. */
export function pairsOf(factors: Factors, isAllowed: Allowed): Row[] {
  const names = Object.keys(factors);
  return names.flatMap((one, i) =>
    names
      .slice(i + 1)
      .flatMap((other) =>
        factors[one]!.flatMap((a) =>
          factors[other]!.map((b): Row => ({ [one]: a, [other]: b })).filter(isAllowed),
        ),
      ),
  );
}

/** A few rows that hold all pairs: each begins with one that is missing, and takes what brings most of the others. */
export function pairwise(factors: Factors, isAllowed: Allowed = () => true): Row[] {
  const missing = new Set(pairsOf(factors, isAllowed));
  const rows: Row[] = [];
  for (const first of missing) {
    let row = first;
    for (const [name, values] of Object.entries(factors)) {
      if (name in row) continue;
      const candidates = values.map((value) => ({ ...row, [name]: value })).filter(isAllowed);
      const gain = (candidate: Row): number =>
        [...missing].filter((pair) => name in pair && holds(candidate, pair, row)).length;
      const [best] = candidates.toSorted((one, other) => gain(other) - gain(one));
      if (!best) throw new Error(`nothing of ${name} goes with ${JSON.stringify(row)}`);
      row = best;
    }
    rows.push(row);
    for (const pair of missing) if (isIn(row, pair)) missing.delete(pair);
  }
  return rows;
}

function isIn(row: Row, pair: Row): boolean {
  return Object.entries(pair).every(([name, value]) => row[name] === value);
}

/** Whether the pair is in the candidate and was not in the row before. */
function holds(candidate: Row, pair: Row, before: Row): boolean {
  return isIn(candidate, pair) && !isIn(before, pair);
}
