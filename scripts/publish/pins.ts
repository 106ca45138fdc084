import { pinOf, pinTag, treeHash } from "../../lib/emit/pin.ts";
import type { Pinned } from "../../lib/emit/pin.ts";
import type { Problem } from "../../lib/problem.ts";
import { git, readBlobs, resolve } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";

/** A commit that an Application takes its objects, or its chart, from. */
export interface Pin extends Pinned {
  /** 40 digits. */
  readonly commit: string;
}

const applicationFile = /^dist\/([^/]+)\/apps\/([^/]+)\.yaml$/;
/** The lines of a source in git, as synth writes them: a parser of YAML would take longer than all the rest. */
const source = /^ +path: (.+)\n +targetRevision: "?([0-9a-f]{40})"?$/gm;
const tag = /^ +targetRevision: refs\/tags\/pin\/[^/\s]+\/[^/\s]+\/([0-9a-f]{40})\n +ref: /gm;
/** A pin and its tag, and what an older Strata had for both. */
const anyPin = /^ +targetRevision: "?(?:[0-9a-f]{40}\b|(?:refs\/tags\/)?pin\/)/gm;

export function nameOf({ cluster, application, commit }: Omit<Pin, "folder" | "tree">): string {
  return pinTag(cluster, application, commit);
}

export function refOf(pin: Omit<Pin, "folder" | "tree">): string {
  return `refs/tags/${nameOf(pin)}`;
}

/** The pins that the Applications of a commit refer to; refuses when the commit has other files in their folders. */
export function pinsOf(commit: string): Pin[] {
  requireSha1();
  const tree = readTree(commit);
  const files = [...tree].filter(([path]) => applicationFile.test(path));
  const contents = readBlobs(files.map(([, id]) => id));
  const problems: Problem[] = [];
  const named = files.flatMap(([path], i) => {
    const { found, isAll } = readPins(path, contents[i]!);
    const [, cluster, application] = applicationFile.exec(path)!;
    if (isAll) return found;
    problems.push({ place: `${cluster}/${application}`, message: `${path} has ${unreadable}` });
    return [];
  });
  const charts = readCharts(commit, named);
  const pins = new Map<string, Pin>();
  for (const one of named) {
    const found =
      one.folder === "" ? treeHash([]) : (tree.get(one.folder) ?? charts.get(one.folder));
    const message = differs(one, found, commit);
    if (message) problems.push({ place: `${one.cluster}/${one.application}`, message });
    else pins.set(refOf(one), { ...one, tree: found! });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return [...pins.values()];
}

const unreadable = `a pin that synth did not write; run "npm run synth" and commit dist/`;

/** Ids are what Argo CD is told, and it knows those of SHA-1 alone. */
function requireSha1(): void {
  const format = git("rev-parse", "--show-object-format");
  if (format === "sha1") return;
  const message = `this repository has object ids of ${format}, which Argo CD does not read; make one with "git init --object-format=sha1"`;
  throw new Refusal([{ place: "git", message }]);
}

/** A pin as an Application names it. */
type Named = Omit<Pin, "tree">;

/** What an Application takes from pins, and the pin of nothing of one that takes nothing; whether that is all it names. */
function readPins(path: string, content: string): { found: readonly Named[]; isAll: boolean } {
  const [, cluster = "", application = ""] = applicationFile.exec(path)!;
  const taken = Array.from(content.matchAll(source), ([, folder, commit]) => ({
    cluster,
    application,
    commit: commit!,
    folder: folder!.startsWith('"') ? (JSON.parse(folder!) as string) : folder!,
  }));
  const tags = Array.from(content.matchAll(tag), ([, commit]) => commit!);
  const commits = new Set(taken.map(({ commit }) => commit));
  const nothing = tags
    .filter((commit) => !commits.has(commit))
    .map((commit) => ({ cluster, application, commit, folder: "" }));
  const isAll =
    taken.every(({ commit }) => tags.includes(commit)) &&
    tags.length + taken.length === (content.match(anyPin) ?? []).length;
  return { found: [...taken, ...nothing], isAll };
}

function differs(pin: Named, tree: string | undefined, commit: string): string | undefined {
  const made = tree && pinOf({ ...pin, tree });
  if (made === pin.commit) return undefined;
  if (pin.folder === "") return `names ${unreadable}`;
  const has = made ? `makes the pin ${short(made)}` : "is not there";
  const todo = isChart(pin)
    ? `commit what stands there, take out what git ignores, then run "npm run synth" and commit dist/`
    : `a file there was edited by hand, not committed, or is not Strata's: take it out, run "npm run synth" and commit dist/`;
  return `${pin.folder} ${has} in commit ${short(commit)}, its Application names ${short(pin.commit)}; ${todo}`;
}

/** Of an id, as people read it. */
export function short(id: string): string {
  return id.slice(0, 8);
}

/** A pin of a directory that is a chart, which no synth writes. */
function isChart({ folder }: Named): boolean {
  return folder !== "" && !folder.startsWith("dist/");
}

/** Ids of the directories that are charts, by path. */
function readCharts(commit: string, pins: readonly Named[]): Map<string, string | undefined> {
  const folders = [...new Set(pins.filter(isChart).map(({ folder }) => folder))];
  if (folders.length === 0) return new Map();
  const ids = resolve(folders.map((folder) => `${commit}:${folder}`));
  return new Map(folders.map((folder, i) => [folder, ids[i]]));
}

/** Id of every file and folder of the commit's dist/, by path. */
function readTree(commit: string): Map<string, string> {
  const entries = git("ls-tree", "-r", "-t", "-z", "--full-tree", commit, "dist").split("\0");
  return new Map(
    entries.filter(Boolean).map((entry) => {
      const [head = "", path = ""] = entry.split("\t", 2);
      return [path, head.split(" ")[2]!];
    }),
  );
}
