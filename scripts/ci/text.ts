import { dump } from "js-yaml";

/** Stands in a file that `npm run ci` may replace; who takes the line out has a file of their own. */
export const marker = "# Written by npm run ci; take this line out to keep your own.";

/** A value of YAML with comments above it. */
export interface Part {
  readonly comments?: readonly string[];
  readonly value: Readonly<Record<string, unknown>>;
  /** Levels that it stands below the root. @default 0 */
  readonly level?: number;
}

/** The parts one after the other. */
export function fileText(parts: readonly Part[]): string {
  return `${[marker, ...parts.map(partText)].join("\n\n")}\n`;
}

function partText({ comments = [], value, level = 0 }: Part): string {
  const yaml = dump(value, { lineWidth: -1, noRefs: true, quoteStyle: "double" }).trimEnd();
  const lines = [...comments.map((line) => `# ${line}`), ...yaml.split("\n")];
  return lines.map((line) => (line === "" ? line : "  ".repeat(level) + line)).join("\n");
}
