import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Changes with what is made of Helm's output. */
const format = 7;

const lifetimeMilliseconds = 30 * 24 * 3600 * 1000;

/** How a result stands in a file. */
export interface Form<Result> {
  readonly write: (result: Result) => string;
  /** Throws for what is not whole. */
  readonly read: (text: string) => Result;
}

/** When a result is used again. */
export interface Conditions<Result> {
  /** Whether what was remembered is still right. */
  readonly holds?: (result: Result) => Promise<boolean>;
  /** Whether it may stay on the disk. */
  readonly mayStay?: (result: Result) => Promise<boolean>;
}

const always = (): Promise<boolean> => Promise.resolve(true);

const json: Form<unknown> = { write: (result) => JSON.stringify(result), read: JSON.parse };

/**
 * Remembers results by everything that they depend on, in a directory that may be deleted at any time. It is the own
 * user's alone: nobody else reads what charts made, and nothing that others wrote or could write is believed.
 */
export class Cache {
  readonly #directory: string;
  readonly #most: number;
  readonly #known = new Map<string, Promise<unknown>>();
  #isTidy = false;

  /** `most` results are kept: those that were asked for last. */
  constructor(directory: string, most = Infinity) {
    this.#directory = directory;
    this.#most = most;
  }

  /**
   * Calls `make` where nothing is known yet, once, and where what is known does not hold any more. What it throws is
   * not remembered, nor what `mayStay` does not let, beyond this process.
   */
  remember<Result>(
    key: readonly unknown[],
    make: () => Promise<Result>,
    form = json as Form<Result>,
    { holds = always, mayStay = always }: Conditions<Result> = {},
  ): Promise<Result> {
    const text = JSON.stringify([format, ...key]);
    const name = createHash("sha256").update(text).digest("hex");
    const file = join(this.#directory, name);
    const known = this.#known.get(name) ?? this.#find(file, make, form, { holds, mayStay });
    this.#known.set(name, known);
    return known as Promise<Result>;
  }

  async #find<Result>(
    file: string,
    make: () => Promise<Result>,
    form: Form<Result>,
    { holds, mayStay }: Required<Conditions<Result>>,
  ): Promise<Result> {
    const found = read(file, form);
    if (found && (await holds(found.result))) {
      if (this.#most < Infinity) touch(file);
      return found.result;
    }
    const result = await make();
    if (await mayStay(result)) this.#write(file, form.write(result));
    else removeIfAllowed(file);
    return result;
  }

  /** A full disk, or one that is read only, is no reason to fail: it is made anew the next time. */
  #write(file: string, content: string): void {
    const unfinished = `${file}.${process.pid}`;
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      if (!this.#isTidy) this.#removeOld();
      writeFileSync(unfinished, content, { mode: 0o600 });
      renameSync(unfinished, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      removeIfAllowed(unfinished);
    }
  }

  /** What is still of use is made anew; the rest would pile up with every change of a value. */
  #removeOld(): void {
    this.#isTidy = true;
    const files = readdirSync(this.#directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => {
        const path = join(this.#directory, name);
        return { path, written: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
      })
      .sort((a, b) => b.written - a.written);
    for (const [number, { path, written }] of files.entries())
      // With the one that is about to be written.
      if (number + 1 >= this.#most || Date.now() - written > lifetimeMilliseconds)
        rmSync(path, { force: true });
  }
}

/** A directory that cannot be written to can still be read. */
function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {}
}

function removeIfAllowed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** A file that a kill or a full disk cut off counts as absent, and so does one that others wrote or could write. */
function read<Result>(file: string, form: Form<Result>): { readonly result: Result } | undefined {
  try {
    const { uid, mode } = lstatSync(file);
    const isOwn = process.getuid === undefined || uid === process.getuid();
    if (!isOwn || (mode & 0o022) !== 0) return undefined;
    return { result: form.read(readFileSync(file, "utf8")) };
  } catch {
    return undefined;
  }
}
