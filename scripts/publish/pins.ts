import { pinHash } from "../../lib/emit/pin.ts";
import type { Problem } from "../../lib/problem.ts";
import { git, readBlobs, resolve } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";

/** A tag that an Application of a commit takes its objects from. */
export interface Pin {
  /** `pin/<cluster>/<application>/0123456789abcdef`. */
  readonly name: string;
  /** `<cluster>/<application>`. */
  readonly application: string;
  /** Where its objects stand, or its chart, from the top of the repository. */
  readonly folder: string;
}

const applicationFile = /^dist\/([^/]+)\/apps\/([^/]+)\.yaml$/;
/** The lines of a source in git, as synth writes them: a parser of YAML would take longer than all the rest. */
const source = /^ +path: (.+)\n +targetRevision: (pin\/\S+\/[0-9a-f]{16})$/gm;

export function refOf(pin: Pin): string {
  return `refs/tags/${pin.name}`;
}

/** What it says of its folder. */
export function hashOf({ name }: Pin): string {
  return name.slice(-16);
}

/** The pins that the Applications of a commit refer to; refuses when the commit has other files in their folders. */
export function pinsOf(commit: string): Pin[] {
  const tree = readTree(commit);
  const files = [...tree].filter(([path]) => applicationFile.test(path));
  const contents = readBlobs(files.map(([, id]) => id));
  const problems: Problem[] = [];
  const pins = new Map<string, Pin>();
  for (const [i, [path]] of files.entries()) {
    const application = path.replace(applicationFile, "$1/$2");
    const found = readSources(application, contents[i]!);
    if (found.length !== (contents[i]!.match(/targetRevision: "?pin\//g) ?? []).length)
      problems.push({ place: application, message: `${path} has ${unreadable}` });
    for (const pin of found) pins.set(pin.name, pin);
  }
  const charts = readCharts(commit, [...pins.values()]);
  for (const pin of pins.values()) {
    const message = differs(pin, tree.get(pin.folder) ?? charts.get(pin.folder), commit);
    if (message) problems.push({ place: pin.application, message });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return [...pins.values()];
}

const unreadable = `a pin that synth did not write; run "npm run synth" and commit dist/`;

function readSources(application: string, content: string): Pin[] {
  return Array.from(content.matchAll(source), ([, folder, name]) => ({
    name: name!,
    application,
    folder: folder!.startsWith('"') ? (JSON.parse(folder!) as string) : folder!,
  }));
}

function differs(pin: Pin, found: string | undefined, commit: string): string | undefined {
  if (found && pinHash(pin.folder, found) === hashOf(pin)) return undefined;
  const has = found ? `has the hash ${pinHash(pin.folder, found)}` : "is not there";
  const todo = isChart(pin)
    ? `commit what stands there, take out what git ignores, then run "npm run synth" and commit dist/`
    : `a file there was edited by hand, not committed, or is not Strata's: take it out, run "npm run synth" and commit dist/`;
  return `${pin.folder} ${has} in commit ${commit.slice(0, 8)}, the pin is ${pin.name}; ${todo}`;
}

/** A pin of a directory that is a chart, which no synth writes. */
function isChart({ folder }: Pin): boolean {
  return !folder.startsWith("dist/");
}

/** Ids of the directories that are charts, by path. */
function readCharts(commit: string, pins: readonly Pin[]): Map<string, string | undefined> {
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
