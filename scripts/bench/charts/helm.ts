import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archivePath } from "../../../lib/helm/store.ts";
import type { Command } from "../measure.ts";
import type { Temporary } from "../temporary.ts";
import { valuesOf } from "./fleet.ts";
import { generatedCharts } from "./store.ts";

/** Helm, with a note of every chart that it prints. */
export interface CountedHelm {
  /** The directory for the PATH. */
  readonly directory: string;
  readonly program: string;
  /** How many charts were printed since the last time of asking. */
  count(): number;
}

export function countHelm(temporary: Temporary, helm: string): CountedHelm {
  const directory = temporary.directory("bin");
  const log = join(directory, "log");
  const file = join(directory, "helm");
  writeFileSync(file, `#!/bin/sh\necho "$1" >> '${log}'\nexec '${helm}' "$@"\n`);
  chmodSync(file, 0o755);
  return {
    directory,
    program: file,
    count() {
      const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
      rmSync(log, { force: true });
      return lines.filter((line) => line === "template").length;
    },
  };
}

/** What people have without Strata: a shell that prints each chart to a file, so many at once. */
export function helmAlone(
  helm: string,
  store: string,
  directory: string,
  parallel: number,
): Command {
  const [values, list, output] = ["values.json", "charts", "printed"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  mkdirSync(output);
  writeFileSync(values, JSON.stringify(valuesOf("0")));
  const lines = generatedCharts.map((chart, i) => `chart-${i} ${archivePath(store, chart)}`);
  writeFileSync(list, lines.join("\n"));
  const one = `'${helm}' template "$0" "$1" --namespace "$0" --include-crds --values '${values}' > '${output}'/"$0"`;
  const script = `xargs -a '${list}' -P ${parallel} -n 2 sh -c ${quoted(one)}`;
  return { program: "sh", args: ["-c", script] };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
