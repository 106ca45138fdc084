/** For any shell: quote() of zx is for bash alone. */
export function posixQuote(word: string): string {
  return /^[\w./:@+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
