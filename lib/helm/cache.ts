import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Changes with what is made of Helm's output. */
const format = 5;

const lifetimeMilliseconds = 30 * 24 * 3600 * 1000;

/** How a result stands in a file. */
export interface Form<Result> {
  readonly write: (result: Result) => string;
  /** Throws for what is not whole. */
  readonly read: (text: string) => Result;
}

const json: Form<unknown> = { write: (result) => JSON.stringify(result), read: JSON.parse };

/** Remembers results by everything that they depend on, in a directory that may be deleted at any time. */
export class Cache {
  readonly #directory: string;
  readonly #known = new Map<string, Promise<unknown>>();
  #isTidy = false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Calls `make` where nothing is known yet, once. What it throws is not remembered. */
  remember<Result>(
    key: readonly unknown[],
    make: () => Promise<Result>,
    form = json as Form<Result>,
  ): Promise<Result> {
    const text = JSON.stringify([format, ...key]);
    const name = createHash("sha256").update(text).digest("hex");
    const known = this.#known.get(name) ?? this.#find(join(this.#directory, name), make, form);
    this.#known.set(name, known);
    return known as Promise<Result>;
  }

  async #find<Result>(
    file: string,
    make: () => Promise<Result>,
    form: Form<Result>,
  ): Promise<Result> {
    const found = read(file, form);
    if (found) return found.result;
    const result = await make();
    this.#write(file, form.write(result));
    return result;
  }

  #write(file: string, content: string): void {
    const unfinished = `${file}.${process.pid}`;
    mkdirSync(this.#directory, { recursive: true });
    if (!this.#isTidy) this.#removeOld();
    writeFileSync(unfinished, content);
    renameSync(unfinished, file);
  }

  /** What is still of use is made anew; the rest would pile up with every change of a value. */
  #removeOld(): void {
    this.#isTidy = true;
    for (const name of readdirSync(this.#directory)) {
      const path = join(this.#directory, name);
      const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - written > lifetimeMilliseconds) rmSync(path, { force: true });
    }
  }
}

/** A file that a kill or a full disk cut off counts as absent. */
function read<Result>(file: string, form: Form<Result>): { readonly result: Result } | undefined {
  try {
    return { result: form.read(readFileSync(file, "utf8")) };
  } catch {
    return undefined;
  }
}
