import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { pack, readPacked } from "../../lib/emit/packed.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { PlanPart } from "../../lib/plan.ts";
import type { Problem } from "../../lib/problem.ts";
import type { FleetSource } from "../fleet/load.ts";
import type { RecordOptions } from "../records/recorded.ts";

/** The clusters from one number up to another. */
export type Range = readonly [from: number, to: number];

/** What a thread is told. */
export interface Task {
  readonly source: FleetSource;
  readonly range: Range;
  readonly options: RecordOptions;
}

/** What it answers. */
export interface Answer {
  readonly part: PlanPart;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** Variables of the environment that it read. */
  readonly read: readonly string[];
}

/** A thread loads for a third of a second, in which so many clusters are planned. */
const fewest = 20;

/** The clusters of a fleet in as many parts as are worth a thread of their own; one where it is none. */
export function rangesOf({ clusters }: Fleet, cores = availableParallelism()): Range[] {
  const count = Math.max(1, Math.min(cores, Math.floor(clusters.length / fewest)));
  const end = (part: number): number => Math.round((part * clusters.length) / count);
  return Array.from({ length: count }, (_, part) => [end(part), end(part + 1)]);
}

export function inThread(task: Task): Promise<Answer> {
  const worker = new Worker(new URL("plan-part.ts", import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.on("message", (packed: string) => resolve(readAnswer(packed)));
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`a thread that plans ended with ${code}`)));
  });
}

/** One text crosses to another thread in no time, thousands of files do not. */
export function packAnswer({ part: { files, ...part }, ...answer }: Answer): string {
  const head = { ...answer, part, paths: files.map(({ path }) => path) };
  return pack(
    head,
    files.map(({ content }) => content),
  );
}

function readAnswer(packed: string): Answer {
  const { head, texts } = readPacked<Omit<Answer, "part"> & PackedPart>(packed);
  const { paths, part, ...answer } = head;
  const files = paths.map((path, i) => ({ path, content: texts[i]! }));
  return { ...answer, part: { ...part, files } };
}

interface PackedPart {
  readonly part: Omit<PlanPart, "files">;
  readonly paths: readonly string[];
}
