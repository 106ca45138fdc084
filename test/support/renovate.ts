import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A manager of the repository's own in renovate.json. */
export interface Manager {
  readonly managerFilePatterns: readonly string[];
  /** Each searches within what the one before has matched. */
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
  readonly packageNameTemplate?: string;
  readonly datasourceTemplate: string;
  readonly versioningTemplate?: string;
  readonly autoReplaceStringTemplate?: string;
}

const path = fileURLToPath(new URL("../../renovate.json", import.meta.url));

const { customManagers } = JSON.parse(readFileSync(path, "utf8")) as {
  customManagers: readonly Manager[];
};

/** Those that look at a file of the repository. */
export function managersOf(file: string): readonly Manager[] {
  const isMatch = (pattern: string): boolean => new RegExp(pattern.slice(1, -1)).test(file);
  return customManagers.filter(({ managerFilePatterns }) => managerFilePatterns.some(isMatch));
}

interface Extracted {
  readonly manager: Manager;
  readonly found: Readonly<Record<string, string>>;
  /** The text that the new version replaces. */
  readonly replaced: string;
  readonly packageName: string | undefined;
}

/** What they find in the text of that file. */
export function extract(text: string, file = "charts.lock.yaml"): Extracted[] {
  return managersOf(file).flatMap((manager) =>
    search(text, manager.matchStrings).map(({ found: groups, replaced }) => {
      const depName = manager.depNameTemplate ?? groups["depName"];
      const found = { ...groups, ...(depName ? { depName } : {}) };
      const name = manager.packageNameTemplate?.replace(
        /\{\{\{(\w+)\}\}\}/g,
        (_, group: string) => found[group as keyof typeof found] ?? "",
      );
      return { manager, found, replaced, packageName: name ?? depName };
    }),
  );
}

type Match = Pick<Extracted, "found" | "replaced">;

function search(text: string, [expression, ...inner]: readonly string[]): Match[] {
  if (expression === undefined) return [{ found: {}, replaced: text }];
  return [...text.matchAll(new RegExp(expression, "g"))].flatMap(({ 0: entry, groups }) =>
    search(entry, inner).map(({ found, replaced }) => ({
      found: { ...groups, ...found },
      replaced,
    })),
  );
}
