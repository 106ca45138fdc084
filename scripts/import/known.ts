import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportedChart, ImportedDefinition } from "../../lib/kubernetes/chart.ts";
import type { Files } from "./output.ts";

/** What an earlier import left. */
export interface Known {
  readonly charts: Readonly<Record<string, ImportedChart>>;
  definitionsOf(chart: string): readonly ImportedDefinition[];
  /** Schemas and constructs of the kinds of a chart. */
  filesOf(chart: string): Files;
  text(path: string): string | undefined;
}

/** Reads `imports/` as it is on disk. */
export function readKnown(directory: string): Known {
  const catalogue = join(directory, "charts.json");
  const charts = (
    existsSync(catalogue) ? JSON.parse(readFileSync(catalogue, "utf8")) : {}
  ) as Readonly<Record<string, ImportedChart>>;
  const text = (path: string): string | undefined => {
    const file = join(directory, path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  };
  const definitionsOf = (chart: string) => charts[chart]?.crds ?? [];
  return {
    charts,
    definitionsOf,
    filesOf: (chart) =>
      new Map(
        definitionsOf(chart)
          .flatMap(({ group, kind }) => kindFiles(group, kind))
          .flatMap((path): [string, string][] => {
            const content = text(path);
            return content === undefined ? [] : [[path, content]];
          }),
      ),
    text,
  };
}

/** The generated files of a kind: its schema and its construct. */
export function kindFiles(group: string, kind: string): [schema: string, construct: string] {
  return [`crds/${group}/${kind}.json`, `crds/${group}/${kind.toLowerCase()}.ts`];
}
