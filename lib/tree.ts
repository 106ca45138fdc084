import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Path below a directory to the hash that git has for the file. */
export type TreeHashes = ReadonlyMap<string, string>;

/** Fewer files are read sooner than a thread starts. */
const worthwhile = 1000;

/** Everything below a directory but directories, with whether it is a plain file. */
export function* listFiles(
  directory: string,
  below = "",
): Iterable<[path: string, isFile: boolean]> {
  for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(directory, path);
    else yield [path, entry.isFile()];
  }
}

/**
 * Reads a large tree while this thread is busy with something else; knows nothing of a small one. Whoever asks for the
 * result waits for it; nobody has to.
 */
export function hashTree(directory: string): () => Promise<TreeHashes> {
  if (!isLarge(directory)) return () => Promise.resolve(new Map());
  const worker = new Worker(new URL("tree-worker.ts", import.meta.url), { workerData: directory });
  worker.unref();
  const hashes = new Promise<TreeHashes>((resolve) => {
    worker.on("message", resolve);
    // What cannot be read here is told by whoever has to read it.
    worker.on("error", () => resolve(new Map()));
  });
  return () => {
    worker.ref();
    return hashes;
  };
}

function isLarge(directory: string): boolean {
  if (!existsSync(directory)) return false;
  let count = 0;
  for (const _ of listFiles(directory)) if (++count >= worthwhile) return true;
  return false;
}
