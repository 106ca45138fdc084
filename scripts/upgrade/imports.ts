import type { Known } from "../import/known.ts";
import { knownOf } from "../import/known.ts";
import { parseLock } from "../import/lock.ts";
import { filesOfOne } from "../import/one.ts";
import type { Files } from "../import/output.ts";
import { textIn } from "./tree.ts";

/** What was made of the fleet's own charts, for imports/ of another commit: no archive is needed. */
export function carriedImports(ours: string, theirs: string, ownLock: string | undefined): Files {
  const carried: Files = new Map();
  const from = knownIn(ours);
  for (const { name, version, path } of parseLock(ownLock ?? "") ?? []) {
    const entry = from.charts[String(name)];
    // What only opens values goes with the version of the release, and is imported with it.
    const isOfThis = path === undefined ? entry?.version === version : entry?.path === path;
    if (!entry || !isOfThis) continue;
    const into = knownIn(theirs, carried);
    const values = [`values/${entry.name}.json`, `values/${entry.name}.ts`];
    const files = new Map([...from.filesOf(entry.name), ...textsOf(from, values)]);
    for (const [file, text] of filesOfOne({ entry, files, skipped: [] }, into).files)
      carried.set(file, text);
  }
  return carried;
}

function knownIn(commit: string, over: Files = new Map()): Known {
  return knownOf((path) => over.get(path) ?? textIn(commit, `imports/${path}`));
}

function textsOf(known: Known, paths: readonly string[]): Files {
  return new Map(
    paths.flatMap((path) => {
      const text = known.text(path);
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}
