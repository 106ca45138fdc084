import { ownLockPath } from "../import/lock.ts";
import { carriedImports } from "./imports.ts";
import { mergeLocks } from "./lock.ts";
import { hasOwnPackages, mergeLines, mergePackage, type Three } from "./package.ts";
import { commitOf, fileOf, textIn, treeOf, type Tree } from "./tree.ts";

/** What git merges: only files that people write on both sides differ in more than one of the two. */
export interface Sides {
  readonly base: string;
  readonly theirs: string;
  readonly notes: readonly string[];
  /** Whether package-lock.json lacks packages of the fleet. */
  readonly needsPackages: boolean;
}

/** The fleet's alone. What is made of it is made anew. */
const isFleets = (path: string): boolean =>
  /^(?:clusters|manifests|dist|imports\/records)\//.test(path);

const settled: ReadonlySet<string> = new Set([
  "CHANGELOG.md",
  "charts.lock.yaml",
  "charts/index.ts",
  "docs/catalogue.md",
  "package.json",
  "package-lock.json",
  "release.sums",
]);

/** What is not left to git: it is the fleet's, generated, or a list that both sides append to. */
const isSettled = (path: string): boolean =>
  isFleets(path) || path.startsWith("imports/") || settled.has(path);

/** The two commits between which lies what the release changes here. */
export function sidesOf(ours: string, base: string, theirs: string, title: string): Sides {
  const [o, b, t] = [ours, base, theirs].map(treeOf);
  const { files, notes, needsPackages } = settle(ours, base, theirs);
  const from: Tree = new Map([...only(b!, (path) => !isSettled(path)), ...only(o!, isSettled)]);
  const to: Tree = new Map([...only(t!, (path) => !isFleets(path)), ...only(o!, isFleets)]);
  // APIs of a Kubernetes that only this fleet has.
  const isOwnApi = (path: string): boolean =>
    path.startsWith("imports/kubernetes/") && !b!.has(path) && !t!.has(path);
  for (const [path, file] of only(o!, isOwnApi)) to.set(path, file);
  for (const [path, text] of files) to.set(path, fileOf(text));
  const baseCommit = commitOf(from, "what this fleet stands on");
  return { base: baseCommit, theirs: commitOf(to, title, baseCommit), notes, needsPackages };
}

function only(tree: Tree, isWanted: (path: string) => boolean): Tree {
  return new Map([...tree].filter(([path]) => isWanted(path)));
}

function settle(
  ours: string,
  base: string,
  theirs: string,
): Pick<Sides, "notes" | "needsPackages"> & { readonly files: ReadonlyMap<string, string> } {
  const three = (path: string): Three => {
    const [b = "", o = "", t = ""] = [base, ours, theirs].map((commit) => textIn(commit, path));
    return { base: b, ours: o, theirs: t };
  };
  const locks = mergeLocks(three("charts.lock.yaml"), textIn(ours, ownLockPath));
  const packages = mergePackage(three("package.json"));
  const files = new Map([
    ["charts.lock.yaml", locks.shipped],
    ["charts/index.ts", mergeLines(three("charts/index.ts"))],
    ["package.json", packages.text],
  ]);
  if (locks.own !== undefined) files.set(ownLockPath, locks.own);
  for (const [path, text] of carriedImports(ours, theirs, locks.own))
    files.set(`imports/${path}`, text);
  return {
    files,
    notes: [...locks.notes, ...packages.notes],
    needsPackages: hasOwnPackages(packages.text, three("package.json").theirs),
  };
}
