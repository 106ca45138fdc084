/** One thing that the compiler says. */
export interface Diagnostic {
  /** Empty where it is about the project as a whole. */
  readonly file: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  readonly code: number;
  readonly text: string;
  /** Why, each line more precise than the one before. */
  readonly chain: readonly string[];
}

const head = /^(?:(.+?)\((\d+),(\d+)\): )?error TS(\d+): (.*)$/;

/** What `tsc --pretty false` prints. */
export function readDiagnostics(output: string): Diagnostic[] {
  const found: (Diagnostic & { chain: string[] })[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [all, file = "", row = "0", column = "0", code = "", text = ""] = head.exec(line) ?? [];
    if (all !== undefined)
      found.push({ file, line: +row, column: +column, code: +code, text, chain: [] });
    else if (line.startsWith("  ")) found.at(-1)?.chain.push(line.trim());
  }
  return found;
}
