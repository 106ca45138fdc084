/** A line of JSON, and texts behind it as they are: as strings of JSON they would take as long to read as all else. */
export function pack(head: unknown, texts: readonly string[]): string {
  const lengths = texts.map(({ length }) => length);
  return [JSON.stringify({ head, lengths }), "\n", ...texts].join("");
}

/** Throws for what was cut off. */
export function readPacked<Head>(packed: string): {
  readonly head: Head;
  readonly texts: readonly string[];
} {
  let end = packed.indexOf("\n") + 1;
  const { head, lengths } = JSON.parse(packed.slice(0, end)) as {
    readonly head: Head;
    /** In UTF-16 code units. */
    readonly lengths: readonly number[];
  };
  const texts = lengths.map((length) => packed.slice(end, (end += length)));
  if (end !== packed.length) throw new Error("cut off");
  return { head, texts };
}
