/** The address of a remote as it may be shown: a password in it is nobody's business. */
export function shown(text: string): string {
  return text.replace(/(:\/\/)[^/@\s]*@/g, "$1");
}
