import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FleetError } from "../../lib/problem.ts";
import { listed } from "../../lib/check/support/rule.ts";
import { writeWhole } from "../import/output.ts";
import { failure } from "../tell/failure.ts";
import type { Literal } from "./literals.ts";
import { literalsIn } from "./literals.ts";
import type { PlannedApplication } from "./planned.ts";
import { plannedApplications, titleOf } from "./planned.ts";
import { readImage } from "./reference.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Of an image to another: both as containers name them. */
export type Changes = ReadonlyMap<string, string>;

/** A text that was changed, as it is told. */
export interface Edit {
  readonly place: string;
  readonly from: string;
  readonly to: string;
}

/** As a commit tells of them. */
export function editsText(edits: readonly Edit[]): string {
  return edits.map(({ from, to }) => `${from} -> ${to}`).join(", ") || "as it is";
}

/** Places that are tried before it is given up: each takes as long as a synth. */
const mostTrials = 20;

/**
 * Changes the images of an Application where the fleet's data says them, and nothing else: what a text means is seen by
 * what becomes of the fleet when it is another. Returns what was changed, and leaves the data as it was where it fails.
 */
export function changeImages(
  target: PlannedApplication,
  changes: Changes,
  all: readonly PlannedApplication[],
): readonly Edit[] {
  const wanted = target.images.map((image) => changes.get(image) ?? image).sort();
  const trials = candidates(target, changes);
  for (const [literal, to] of trials.slice(0, mostTrials)) {
    const edit = tryEdit(literal, to, () => isAsWanted(target, wanted, all));
    if (edit) return [edit];
  }
  const tried = trials.slice(0, mostTrials).map(([{ file, line }]) => `${file}:${line}`);
  const seen = tried.length === 0 ? "" : ` (not ${listed(tried, "or")})`;
  throw failure(
    titleOf(target),
    `no text in clusters/ makes ${[...changes].map(([from, to]) => `${from} ${to}`).join(", ")} and nothing else${seen}; change it by hand`,
  );
}

/** Texts that may say the version, and what each would be: those beside the Application's own name or namespace first. */
function candidates(target: PlannedApplication, changes: Changes): (readonly [Literal, string])[] {
  const texts = new Map<string, string>();
  for (const [from, to] of changes) {
    texts.set(from, to);
    texts.set(readImage(from)!.version, readImage(to)!.version);
  }
  return sources()
    .flatMap((file) => literalsIn(file, readFileSync(join(root, file), "utf8")))
    .flatMap((literal) => {
      const to = texts.get(literal.value);
      return to === undefined ? [] : [[literal, to] as const];
    })
    .toSorted(([one], [other]) => nearness(other, target) - nearness(one, target));
}

function nearness(
  { file, field, beside }: Literal,
  { cluster, name, namespace }: PlannedApplication,
): number {
  const values = Object.values(beside);
  return [
    file.includes(cluster),
    /version|tag|image/i.test(field),
    values.includes(namespace),
    values.includes(name),
  ].filter(Boolean).length;
}

function sources(): string[] {
  return readdirSync(join(root, "clusters"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => relative(root, join(root, "clusters", path)))
    .sort();
}

function tryEdit(literal: Literal, to: string, isRight: () => boolean): Edit | undefined {
  const path = join(root, literal.file);
  const before = readFileSync(path, "utf8");
  const after = before.slice(0, literal.start) + JSON.stringify(to) + before.slice(literal.end);
  let isKept = false;
  try {
    writeWhole(path, after);
    isKept = isRight();
  } finally {
    if (!isKept) writeWhole(path, before);
  }
  return isKept ? { place: `${literal.file}:${literal.line}`, from: literal.value, to } : undefined;
}

function isAsWanted(
  target: PlannedApplication,
  wanted: readonly string[],
  all: readonly PlannedApplication[],
): boolean {
  const planned = plannedOrNone();
  if (planned.length !== all.length) return false;
  const now = new Map(planned.map((one) => [titleOf(one), one]));
  return all.every((before) => {
    const after = now.get(titleOf(before));
    if (before !== target) return after?.hash === before.hash;
    return after?.images.join(" ") === wanted.join(" ");
  });
}

/** A text that synth refuses when it is another is no version. */
function plannedOrNone(): readonly PlannedApplication[] {
  try {
    return plannedApplications();
  } catch (error) {
    if (error instanceof FleetError) return [];
    throw error;
  }
}
