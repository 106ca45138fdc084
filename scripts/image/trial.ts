import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { listed } from "../../lib/check/support/rule.ts";
import { FleetError } from "../../lib/problem.ts";
import { formatted } from "../fleet/text.ts";
import { writeWhole } from "../import/output.ts";
import type { PlannedApplication } from "./planned.ts";
import { plannedApplications, titleOf } from "./planned.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Another text for a part of a file. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text that was changed, as it is told. */
export interface Edit {
  readonly place: string;
  /** The option that it is of; an image has none. */
  readonly option?: string;
  readonly from: string;
  readonly to: string;
}

/** As a commit tells of them. */
export function editsText(edits: readonly Edit[]): string {
  return edits.map(editText).join(", ") || "as it is";
}

export function editText({ option, from, to }: Edit): string {
  return `${option === undefined ? "" : `${option} `}${from} -> ${to}`;
}

/** Files of the fleet's data, below the root. */
export function sources(): string[] {
  return readdirSync(join(root, "clusters"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => relative(root, join(root, "clusters", path)))
    .sort();
}

export function sourceText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Edits a file and returns why that is not right, with the file as it was; undefined where it is, with the edit kept. */
export function tryEdits(
  file: string,
  edits: readonly TextEdit[],
  whyNot: () => string | undefined,
): string | undefined {
  const before = sourceText(file);
  let reason: string | undefined = "";
  try {
    writeWhole(join(root, file), withEdits(before, edits));
    reason = whyNot();
  } finally {
    if (reason !== undefined) writeWhole(join(root, file), before);
  }
  return reason;
}

/** Leaves the fleet's data as it was where `change` fails, and always where `isDry` is set. */
export async function allOrNothing<Result>(isDry: boolean, change: () => Result): Promise<Result> {
  const before = new Map(sources().map((file) => [file, sourceText(file)]));
  let isKept = false;
  try {
    const result = change();
    for (const [file, text] of before) await keepFormat(file, text);
    isKept = !isDry;
    return result;
  } finally {
    if (!isKept) for (const [file, text] of before) writeWhole(join(root, file), text);
  }
}

/** A file that was as `npm run format` writes it still is. */
async function keepFormat(file: string, before: string): Promise<void> {
  const after = sourceText(file);
  if (after === before || (await formatted(file, before)) !== before) return;
  writeWhole(join(root, file), await formatted(file, after));
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}

/**
 * Why the fleet as its files are now is not what is wanted: `whyNot` judges the Application that is meant, and all
 * others have to be what they were.
 */
export function whyNotAlone(
  target: PlannedApplication,
  all: readonly PlannedApplication[],
  whyNot: (after: PlannedApplication) => string | undefined,
): string | undefined {
  const planned = plannedOrWhy();
  if (typeof planned === "string") return planned;
  const now = new Map(planned.map((one) => [titleOf(one), one]));
  const then = new Map(all.map((one) => [titleOf(one), one]));
  const own = new Set([titleOf(target), `${titleOf(target)}-config`]);
  const others = [...new Set([...then.keys(), ...now.keys()])].filter(
    (title) => !own.has(title) && then.get(title)?.hash !== now.get(title)?.hash,
  );
  if (others.length > 0) return `it changes ${listed(others, "and")} too`;
  const after = now.get(titleOf(target));
  return after ? whyNot(after) : `it leaves no ${titleOf(target)}`;
}

/** A text that synth refuses when it is another is not the one that is meant. */
function plannedOrWhy(): readonly PlannedApplication[] | string {
  try {
    return plannedApplications();
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const [, first = "it"] = error.message.split("\n");
    return `synth says: ${first}`;
  }
}
