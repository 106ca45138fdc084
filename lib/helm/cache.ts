import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Changes with what is made of Helm's output. */
const format = 1;

/** Remembers results by everything that they depend on, in a directory that may be deleted at any time. */
export class Cache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Calls `make` where nothing is known yet. What it throws is not remembered. */
  async remember<Result>(key: readonly unknown[], make: () => Promise<Result>): Promise<Result> {
    const hash = createHash("sha256")
      .update(JSON.stringify([format, ...key]))
      .digest("hex");
    const file = join(this.#directory, `${hash}.json`);
    const known = read(file) as { readonly result: Result } | undefined;
    if (known) return known.result;
    const result = await make();
    this.#write(file, { result });
    return result;
  }

  #write(file: string, content: object): void {
    const unfinished = `${file}.${process.pid}`;
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(unfinished, JSON.stringify(content));
    renameSync(unfinished, file);
  }
}

/** A file that a kill or a full disk cut off counts as absent. */
function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
