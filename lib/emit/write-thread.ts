import { workerData } from "node:worker_threads";
import { readPacked } from "./packed.ts";
import type { WriteTask } from "./write-files.ts";
import { writeHere } from "./write-files.ts";

// A thread of its own: writes some files, beside one that writes the rest.
const { head, texts } = readPacked<WriteTask>(workerData as string);
const { directory, paths } = head;
writeHere(
  directory,
  paths.map((path, i) => ({ path, content: texts[i]! })),
);
