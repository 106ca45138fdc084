import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A manager of the repository's own in renovate.json. */
export interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly [outer: string, inner: string];
  readonly packageNameTemplate?: string;
  readonly datasourceTemplate: string;
  readonly autoReplaceStringTemplate: string;
}

const path = fileURLToPath(new URL("../../renovate.json", import.meta.url));

export const { customManagers } = JSON.parse(readFileSync(path, "utf8")) as {
  customManagers: readonly Manager[];
};

interface Extracted {
  readonly manager: Manager;
  readonly found: Readonly<Record<string, string>>;
  /** The text that the new version replaces. */
  readonly replaced: string;
  readonly packageName: string | undefined;
}

/** As Renovate's strategy "recursive" does: each expression searches within what the one before has matched. */
export function extract(text: string): Extracted[] {
  return customManagers.flatMap((manager) => {
    const [outer, inner] = manager.matchStrings;
    return [...text.matchAll(new RegExp(outer, "g"))].flatMap(({ 0: entry, groups }) =>
      [...entry.matchAll(new RegExp(inner, "g"))].map((match) => {
        const found: Readonly<Record<string, string>> = { ...groups, ...match.groups };
        const name = manager.packageNameTemplate?.replace(
          /\{\{\{(\w+)\}\}\}/g,
          (_, group: string) => found[group] ?? "",
        );
        return { manager, found, replaced: match[0], packageName: name ?? found["depName"] };
      }),
    );
  });
}
