import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ImportedChart, ImportedDefinition } from "../../lib/model/chart.ts";
import { digestOf } from "../../lib/helm/store.ts";
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
export async function readKnown(directory: string): Promise<Known> {
  const catalogue = join(directory, "charts.ts");
  const { charts = {} } = (existsSync(catalogue) ? await import(addressOf(catalogue)) : {}) as {
    charts?: Record<string, ImportedChart>;
  };
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

/** An address of its own for each content: modules are loaded once for each address. */
function addressOf(module: string): string {
  const content = digestOf(readFileSync(module));
  return `${pathToFileURL(module).href}?${content}`;
}

/** The generated files of a kind: its schema and its construct. */
export function kindFiles(group: string, kind: string): [schema: string, construct: string] {
  return [`crds/${group}/${kind}.json`, `crds/${group}/${kind.toLowerCase()}.ts`];
}
