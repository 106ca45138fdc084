import { hash } from "node:crypto";
import { join } from "node:path";
import type { Plan, PlannedFile } from "../../emit/planned-file.ts";
import { isBelow } from "../../emit/planned-file.ts";
import { FleetError } from "../../problem.ts";
import type { Form } from "./cache.ts";
import { Cache } from "./cache.ts";
import type { Reading } from "./environment.ts";
import { readsTheSame, watchEnvironment } from "./environment.ts";
import { pack, readPacked } from "../../emit/packed.ts";
import { stampOfProject } from "./stamp.ts";

/** A tree of thousands of objects takes some megabytes. */
const kept = 4;

/** A plan, and what beside the project it was made of: "" is nothing. */
export interface Made {
  readonly plan: Plan;
  readonly outside: string;
  /** The compiler has looked at what it is made of, and found nothing. */
  readonly isTyped?: boolean;
}

export interface Making {
  /** Directory that may be deleted at any time. */
  readonly directory: string;
  /** What the files of the project do not tell, such as the arguments of a program. */
  readonly key?: readonly unknown[];
  /** One that the compiler has not looked at does not do. */
  readonly needsTypes?: boolean | undefined;
  /** Has the plan made and remembered, whatever is remembered already. */
  readonly anew?: boolean | undefined;
  /** Loads what it needs by itself: what was loaded before may have read the environment already. */
  readonly make: () => Promise<Made>;
  /** What `outside` of a plan is now, for one that has something there. */
  readonly lookOutside?: () => Promise<string>;
}

/**
 * The plan of a fleet, made anew after any change of what it depends on: of a file of the project, of the packages, of
 * Node, of the variables of the environment that were read, and of what stands outside, such as charts. To find that
 * nothing has changed, no component and no data is loaded. A plan with problems is not remembered.
 *
 * Not seen are the clock, chance, the network and files elsewhere: a fleet that is made of those is not the same in the
 * next clone, so that `npm run synth -- --check` fails there, and here as well, where it has the plan made anew. Nor is
 * a package that somebody edited in node_modules, which the next install would undo.
 */
export async function rememberPlan(making: Making): Promise<Plan> {
  const { directory, key = [], anew = false, needsTypes = false, make, lookOutside } = making;
  const cache = new Cache(join(directory, "plans"), kept);
  let noted: readonly string[] = [];
  const planned = async (): Promise<Remembered> => {
    const { result, reading } = await watchEnvironment(make);
    const { files, problems, notes = [] } = result.plan;
    if (problems.length > 0) {
      noted = notes;
      throw new FleetError(problems);
    }
    const { outside, isTyped = false } = result;
    return { files, notes, reading, outside, isTyped };
  };
  const holds = async ({ reading, outside, isTyped }: Remembered): Promise<boolean> =>
    !anew &&
    (isTyped || !needsTypes) &&
    readsTheSame(reading) &&
    (outside === "" || outside === (await lookOutside?.()));
  try {
    const parts = [stampOfProject(), process.execArgv, key];
    const { files, notes } = await cache.remember(parts, planned, form, { holds });
    return { files, problems: [], notes };
  } catch (error) {
    if (error instanceof FleetError) return { files: [], problems: error.problems, notes: noted };
    throw error;
  }
}

interface Remembered {
  readonly files: readonly PlannedFile[];
  readonly notes: readonly string[];
  readonly reading: Reading;
  readonly outside: string;
  readonly isTyped: boolean;
}

interface Head extends Omit<Remembered, "files"> {
  readonly paths: readonly string[];
}

/** With a digest before it: what a disk or a person changed would be written to dist/. */
const form: Form<Remembered> = {
  write({ files, ...rest }) {
    const head: Head = { ...rest, paths: files.map(({ path }) => path) };
    const packed = pack(
      head,
      files.map(({ content }) => content),
    );
    return `${hash("sha1", packed)}\n${packed}`;
  },

  read(text) {
    const end = text.indexOf("\n");
    const packed = text.slice(end + 1);
    if (hash("sha1", packed) !== text.slice(0, end)) throw new Error("changed");
    const { head, texts } = readPacked<Head>(packed);
    const { paths, ...rest } = head;
    if (!paths.every(isBelow)) throw new Error("leads out of dist/");
    return { ...rest, files: paths.map((path, i) => ({ path, content: texts[i]! })) };
  },
};
