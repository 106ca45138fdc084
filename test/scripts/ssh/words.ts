/** Arguments that a shell takes for something else unless they are quoted. */
export const awkwardWords: readonly string[] = [
  "a b",
  "$HOME",
  "it's",
  "`id`",
  "",
  "*",
  "new\nline",
  "\\",
  "\\n",
  "ä",
  "-x",
  "--",
  ";",
  "A=b",
  "!x",
  "~",
];
