import { basename, dirname } from "node:path";

/** Charts write whole pages. */
const longest = 2000;

const control = /\p{Cc}+/gu;

/**
 * Why Helm failed, on one line: all that stands in its error, without its advice, what it warned of before, and paths
 * of this computer.
 */
export function reasonOf(errors: string, archive: string): string | undefined {
  const lines = errors
    .replaceAll(archive, basename(archive))
    .replaceAll(dirname(archive), ".")
    .split("\n")
    .map((line) => line.replace(control, " ").trim())
    .filter((line) => line !== "" && line !== "Use --debug flag to render out invalid YAML");
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  const told = first < 0 ? lines.slice(-1) : lines.slice(first);
  const reason = told.reduce(join, "").replace(/^Error: /, "");
  return reason === "" ? undefined : shortened(reason.replace(/[.;,]+$/, ""));
}

/** A line that starts with a dash is one of a list. */
function join(before: string, line: string): string {
  const [, item] = /^- (.*)/.exec(line) ?? [];
  if (item === undefined) return before === "" ? line : `${before} ${line}`;
  return before.endsWith(":") ? `${before} ${item}` : `${before}, ${item}`;
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
