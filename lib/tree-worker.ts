import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { blobHash } from "./pin.ts";
import { listFiles } from "./tree.ts";

const directory = workerData as string;
const hashes = new Map<string, string>();
for (const [path, isFile] of listFiles(directory)) {
  if (isFile) hashes.set(path, blobHash(readFileSync(join(directory, path))));
}
parentPort!.postMessage(hashes, []);
