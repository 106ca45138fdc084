/** The first of them, and how many more there are: a message is read at night. */
export function firstOf(lines: readonly string[], count: number): string[] {
  const left = lines.length - count;
  return left > 0 ? [...lines.slice(0, count), `and ${left} more`] : [...lines];
}
