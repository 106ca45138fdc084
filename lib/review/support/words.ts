/** On one line, and as it is: nothing that moves a cursor, and nothing that turns the direction of writing. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The first ones, and how many more there are. */
export function fewOf(texts: readonly string[], separator: string, most = 5): string {
  const shown = texts.slice(0, most).join(separator);
  return texts.length > most ? `${shown}${separator}and ${texts.length - most} more` : shown;
}
