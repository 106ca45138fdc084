import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../lib/problem.ts";
import { readDiagnostics } from "./diagnostics.ts";

/** What the compiler says of the data and the components. */
export interface Verdict {
  readonly problems: readonly Problem[];
  /** Why it said nothing, where it could not. */
  readonly notes: readonly string[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const project = fileURLToPath(new URL("tsconfig.json", import.meta.url));
const quick = fileURLToPath(new URL("quick.json", import.meta.url));

/** The native compiler itself: the JavaScript in front of it takes a tenth of a second to find it. */
function findCompiler(): string {
  const here = createRequire(import.meta.url);
  const beside = createRequire(here.resolve("typescript/package.json"));
  const name = `@typescript/typescript-${process.platform}-${process.arch}`;
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(dirname(beside.resolve(`${name}/package.json`)), "lib", `tsc${suffix}`);
}

/** What the compiler looks at, and where it keeps what it has seen. */
interface Looking {
  /** A tsconfig.json. */
  readonly config?: string;
  /** Places are paths below it. */
  readonly directory?: string;
  /** Directory that may be deleted at any time; nothing is kept without one. */
  readonly cache?: string;
}

/** Begins at once, in a process of its own: the plan is made meanwhile. */
export async function checkTypes({
  config = project,
  directory = root,
  cache,
}: Looking = {}): Promise<Verdict> {
  if (!existsSync(join(directory, "tsconfig.json")))
    return {
      problems: [{ place: "tsconfig.json", message: "is not there; restore it" }],
      notes: [],
    };
  const found = await told(config, directory, cache);
  if (found instanceof Error) {
    const reason = found.message.split("\n", 1)[0]!.replace(/\.$/, "");
    return {
      problems: [],
      notes: [`types are not checked: ${reason}; run "npm ci", or leave them out with --no-types`],
    };
  }
  const diagnostics = readDiagnostics(found);
  if (diagnostics.length === 0) return { problems: [], notes: [] };
  // Loaded where there is something to tell.
  const { tellAll } = await import("./tell.ts");
  return { problems: tellAll(diagnostics, resolve(directory)), notes: [] };
}

/** Nearly always there is nothing to say, which takes less to find: by what was found of the same texts before, too. */
async function told(config: string, directory: string, cache?: string): Promise<string | Error> {
  if (config !== project) return output(config, directory);
  const file = cache === undefined ? undefined : join(cache, "types", "quick.tsbuildinfo");
  const memory = file === undefined ? [] : ["--incremental", "--tsBuildInfoFile", file];
  const first = await output(quick, directory, memory);
  const hasFound = first instanceof Error || first.replace(unwritten, "") !== "";
  return hasFound ? output(config, directory) : "";
}

/** That the memory cannot be written, which is no word about the data. */
const unwritten = /^error TS5033: .*\n/;

function output(
  config: string,
  directory: string,
  more: readonly string[] = [],
): Promise<string | Error> {
  // One thread: the plan has the other core, and several would take half as much time again.
  const args = ["--project", config, "--pretty", "false", "--singleThreaded", ...more];
  return new Promise((done) => {
    try {
      // Without variables: a plan depends on those that were read, and copying them reads them all.
      const options = { cwd: directory, env: {}, maxBuffer: 2 ** 28 };
      // It exits with another code than 0 where it has something to say.
      execFile(findCompiler(), args, options, (error, stdout, stderr) => {
        const hasRun = !error || (typeof error.code === "number" && stdout !== "");
        done(hasRun ? stdout : new Error(stderr.trim() || error.message));
      });
    } catch (error) {
      done(error as Error);
    }
  });
}
