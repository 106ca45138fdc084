/**
 * Addresses in a text as they may be shown. A password is nobody's business, nor what stands behind a question mark,
 * where servers take tokens. It may hold slashes and quotes, which an address should have escaped: what begins like a
 * user and a password ends at the last at sign of the word.
 */
export function shown(text: string): string {
  return text
    .replace(/(:\/\/)[^/?#\s@]*:\S*@/g, "$1")
    .replace(/(:\/\/)[^/?#\s@]*@/g, "$1")
    .replace(/(:\/\/[^\s'"?]*)\?[^\s'"]*?([.,;:)]*)(?=[\s'"]|$)/g, "$1$2");
}
