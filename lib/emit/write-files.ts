import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { pack } from "./packed.ts";
import type { PlannedFile } from "./planned-file.ts";

/** What a thread is told, beside the contents of the files. */
export interface WriteTask {
  readonly directory: string;
  readonly paths: readonly string[];
}

/** A thread starts in the time that some thousand files take. */
const worthAThread = 20_000;

/** Writes files that are not there yet; many of them from two threads, where there are two cores. */
export async function writeFiles(directory: string, files: readonly PlannedFile[]): Promise<void> {
  const isSplit = files.length >= worthAThread && availableParallelism() > 1;
  const half = isSplit ? Math.floor(files.length / 2) : files.length;
  const elsewhere = isSplit ? inThread(directory, files.slice(half)) : undefined;
  try {
    writeHere(directory, files.slice(0, half));
  } finally {
    // Whatever failed here: nobody takes away a folder that is still written to.
    await elsewhere;
  }
}

export function writeHere(directory: string, files: readonly PlannedFile[]): void {
  const made = new Set<string>();
  for (const { path, content } of files) {
    // Not `join`: of thousands of paths it took as long as their hashes.
    const file = `${directory}/${path}`;
    makeDirectory(dirname(file), made);
    // Without its encoding said, Node takes a longer way.
    writeFileSync(file, content, { encoding: "utf8", flag: "wx" });
  }
}

export function makeDirectory(path: string, made: Set<string>): void {
  if (made.has(path)) return;
  mkdirSync(path, { recursive: true });
  made.add(path);
}

function inThread(directory: string, files: readonly PlannedFile[]): Promise<void> {
  // One text crosses to it in no time, thousands do not.
  const contents = files.map(({ content }) => content);
  const paths = files.map(({ path }) => path);
  const packed = pack({ directory, paths } satisfies WriteTask, contents);
  const worker = new Worker(new URL("write-thread.ts", import.meta.url), { workerData: packed });
  return new Promise((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}
