import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create } from "tar";
import { importedCharts } from "../../../lib/kubernetes/chart.ts";
import { archivePath } from "../../../lib/helm/store.ts";
import type { ArchivedChart } from "../../../lib/kubernetes/chart.ts";
import type { Temporary } from "../temporary.ts";
import { helpers, unitSize, unitTemplates, values } from "./template.ts";

const count = 60;
/** Objects of the smallest and of the largest chart. */
const [fewest, most] = [20, 150] as const;

/** Charts of 20 to 150 objects. They bear the name of an imported one: by it synth knows what values there are. */
export const generatedCharts: readonly ArchivedChart[] = Array.from({ length: count }, (_, i) => {
  const { name, repository } = importedCharts()["sealed-secrets"]! as ArchivedChart;
  return { name, repository, version: `0.0.${i}`, appVersion: "1.2.3", crds: [] };
});

/** Their archives, in a directory of their own. */
export function writeStore(temporary: Temporary): string {
  const store = temporary.directory("store");
  for (const [i, chart] of generatedCharts.entries()) {
    const units = Math.round((fewest + (i * (most - fewest)) / (count - 1)) / unitSize);
    writeArchive(temporary.directory("unpacked"), archivePath(store, chart), chart, units);
  }
  return store;
}

function writeArchive(
  cwd: string,
  file: string,
  { name, version, appVersion }: ArchivedChart,
  units: number,
): void {
  const about = { apiVersion: "v2", name, version, appVersion, type: "application" };
  const files = [
    ["Chart.yaml", JSON.stringify(about)],
    ["values.yaml", values],
    ["templates/_helpers.tpl", helpers],
    ...Array.from({ length: units }, (_, unit) => unitTemplates(unit)).flat(),
  ];
  for (const [path = "", content = ""] of files) {
    mkdirSync(dirname(join(cwd, name, path)), { recursive: true });
    writeFileSync(join(cwd, name, path), content);
  }
  create({ cwd, file, gzip: true, sync: true, portable: true, mtime: new Date(0) }, [name]);
}
