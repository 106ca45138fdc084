/**
 * What a terminal obeys in place of showing it, and what nobody sees: controls, marks that turn the direction of text,
 * halves of characters. Line ends and tabs are none of it, nor are the joiners of some scripts and of emoji.
 */
const hidden = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\n\t\u200c\u200d]]/gv;

/** The same text with all that as escapes of JSON, so that JSON stays JSON. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(hidden, escaped);
}

/** On one line: what stands in it cannot pass for a line of the program's own. */
export function onOneLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

const short: Readonly<Record<string, string>> = { "\b": "\\b", "\f": "\\f", "\r": "\\r" };

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  const codes = units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
  return short[character] ?? codes.join("");
}
