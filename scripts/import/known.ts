import { ownOf } from "../../lib/outside/maps.ts";
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
  return knownOf((path) => {
    const file = join(directory, path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  });
}

/** The same of `imports/` elsewhere. */
export function knownOf(text: Known["text"]): Known {
  const charts = JSON.parse(text("charts.json") ?? "{}") as Readonly<Record<string, ImportedChart>>;
  const definitionsOf = (chart: string) => ownOf(charts, chart)?.crds ?? [];
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
