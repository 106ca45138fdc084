import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { importCharts } from "../../scripts/import/charts.ts";
import { unpackedCharts } from "../../scripts/import/source.ts";

/** Holds the charts of one test. */
export let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "import-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

export function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** Writes the chart "demo". */
export function chart(files: Record<string, string>, version = "1.2.3"): void {
  write("demo/Chart.yaml", `name: demo\nversion: ${version}\n${files["Chart.yaml"] ?? ""}`);
  for (const [path, text] of Object.entries(files))
    if (path !== "Chart.yaml") write(`demo/${path}`, text);
}

export const locked = {
  name: "demo",
  repository: "https://a.example",
  version: "1.2.3",
  appVersion: "4",
};

/** A generated file. */
export function imported(path: string): string {
  return importCharts(unpackedCharts(directory), [locked]).files.get(path) ?? "";
}
