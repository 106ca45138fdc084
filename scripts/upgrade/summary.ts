import { git } from "../git/git.ts";
import { ownLockPath, parseLock } from "../import/lock.ts";
import { table } from "../tell/table.ts";
import { firstOf } from "../tell/few.ts";
import { textIn } from "./tree.ts";

const ofApplication =
  /^(?<cluster>[^/]+)\/(?:apps\/(?<listed>[^/]+)\.yaml|[^/]+\/(?<application>[^/]+)\/.+)$/;

/** What the commit will change in dist/: a line for each Application, and how many files of it. */
export function changedApplications(): readonly string[] {
  const fields = git(
    "diff",
    "--cached",
    "--no-renames",
    "--name-status",
    "-z",
    "HEAD",
    "--",
    "dist/",
  );
  const words = fields.split("\0").filter(Boolean);
  const counts = new Map<string, Record<string, number>>();
  for (let i = 0; i < words.length; i += 2) {
    const groups = ofApplication.exec(words[i + 1]!.slice("dist/".length))?.groups;
    if (!groups) continue;
    const name = `${groups["cluster"]}/${groups["listed"] ?? groups["application"]}`;
    const count = counts.get(name) ?? {};
    counts.set(name, { ...count, [words[i]!]: (count[words[i]!] ?? 0) + 1 });
  }
  const rows = [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { A = 0, M = 0, D = 0 }]) => {
      return [name, `${A} added`, `${M} changed`, `${D} removed`];
    });
  return rows.length === 0 ? [] : firstOf(table(rows).split("\n"), 20);
}

/** `<chart> <version> -> <version>` for each that is at another than in this commit. */
export function movedCharts(before: string, now: ReadonlyMap<string, string>): readonly string[] {
  const was = versionsIn(before);
  const names = [...new Set([...was.keys(), ...now.keys()])].toSorted();
  return names.flatMap((name) => {
    const [one, other] = [was.get(name), now.get(name)];
    if (one === other) return [];
    return [`${name} ${one ?? "(new)"} -> ${other ?? "(gone)"}`];
  });
}

function versionsIn(commit: string): ReadonlyMap<string, string> {
  const entries = ["charts.lock.yaml", ownLockPath].flatMap(
    (path) => parseLock(textIn(commit, path) ?? "") ?? [],
  );
  return new Map(
    entries.flatMap(({ name, version }) =>
      typeof version === "string" ? [[String(name), version] as const] : [],
    ),
  );
}
