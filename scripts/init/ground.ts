import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../lib/problem.ts";
import { plural } from "../../lib/problem.ts";
import { runProgram } from "../process/program.ts";

/** Beside the example that Strata ships, as sha256sum writes it: what it is made of. A fleet of somebody's own has none. */
export const sumsFile = "example.sha256";

/** What init replaces and removes. */
const touched = ["clusters", "dist", "imports/records"];

/** Why a fleet must not be written here; nothing where clusters/ is the example, or empty. */
export async function groundProblems(root: string): Promise<Problem[]> {
  return [...exampleProblems(root), ...(await uncommitted(root))];
}

function exampleProblems(root: string): Problem[] {
  const directory = join(root, "clusters");
  const files = filesIn(directory);
  if (files.length === 0) return [];
  const sums = readSums(join(directory, sumsFile));
  const foreign = files.filter(
    (path) => path !== sumsFile && sums.get(path) !== sumOf(join(directory, path)),
  );
  const gone = [...sums.keys()].filter((path) => !files.includes(path));
  const [first] = [...foreign, ...gone];
  if (first === undefined) return [];
  return [
    {
      place: `clusters/${first}`,
      message:
        'is not of the example that Strata ships, so this is somebody\'s fleet; edit it (docs/architecture.md says where), or to start over run "git rm -r clusters" and commit',
    },
  ];
}

/** The sums of files by their paths below clusters/. */
export function readSums(path: string): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, "utf8").matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm);
  return new Map([...lines].map(([, sum, name]) => [name!.replace(/^clusters\//, ""), sum!]));
}

export function sumOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Paths below a directory, with slashes; none where it is not there. */
export function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

/** Work that no commit holds, and that nobody could bring back. Without git there is no such thing as a commit. */
async function uncommitted(root: string): Promise<Problem[]> {
  const argv = ["git", "-C", root, "status", "--porcelain", "-z", "--", ...touched];
  const { exitCode, stdout } = await runProgram({ argv });
  if (exitCode !== 0) return [];
  const paths = stdout.split("\0").flatMap((line) => line.slice(3) || []);
  const [first, ...more] = paths;
  if (first === undefined) return [];
  const others = more.length === 0 ? "" : `, nor ${plural(more.length, "other file")}`;
  return [{ place: first, message: `is in no commit${others}; commit or stash it first` }];
}
