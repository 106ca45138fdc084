import { readFileSync } from "node:fs";
import { listFiles } from "../import/output.ts";
import type { Migration } from "./changelog.ts";

/** Where the fleet's data names what is no longer, and what is there instead: `<file>:<line>: <item>`. */
export function adviceFor(migrations: readonly Migration[]): readonly string[] {
  const files = listFiles(".", "clusters").filter((path) => path.endsWith(".ts"));
  return files.toSorted().flatMap((path) => {
    const lines = readFileSync(path, "utf8").split("\n");
    return migrations
      .filter(({ of }) => of === undefined || lines.some((line) => names(line, of)))
      .flatMap(({ word, text, version }) =>
        lines.flatMap((line, i) =>
          names(line, word) ? [`${path}:${i + 1}: since v${version}, ${text}`] : [],
        ),
      );
  });
}

/** As a word of its own. */
function names(line: string, word: string): boolean {
  const literal = word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w-])${literal}(?![\w-])`).test(line);
}
