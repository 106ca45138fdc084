import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawTimeline } from "./picture.ts";
import type { Timeline } from "./timeline.ts";

const report = fileURLToPath(new URL("../../../e2e-report/", import.meta.url));

/** Leaves a run in e2e-report/, as data and as a picture; returns the picture's path. */
export function writeReport(scenario: string, timeline: Timeline, directory = report): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${scenario}-${timeline.cluster}`);
  writeFileSync(`${file}.json`, `${JSON.stringify(timeline, undefined, 2)}\n`);
  writeFileSync(`${file}.svg`, drawTimeline(timeline));
  return `${file}.svg`;
}
