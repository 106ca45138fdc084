import { identifier, keyText, literal } from "../fleet/text.ts";
import { failure } from "../tell/failure.ts";
import { mostTrials } from "./change.ts";
import type { Data } from "./data.ts";
import { isData, isSame, withField } from "./data.ts";
import type { ObjectText } from "./object-texts.ts";
import { dataOf, fieldAt, mayBe, objectsIn, partsOf } from "./object-texts.ts";
import type { Difference } from "./options-diff.ts";
import { titleOfOption } from "./options-diff.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";
import type { Node } from "./syntax.ts";
import type { Edit, TextEdit } from "./trial.ts";
import { sources, sourceText, tryEdits, whyNotAlone } from "./trial.ts";

/**
 * Writes options of another environment where the fleet's data says those of the target, as data. That it is the right
 * place is seen by what becomes of the fleet: the target has these options, and nothing else changes.
 */
export function moveOptions(
  target: PlannedApplication,
  moved: readonly Difference[],
  all: readonly PlannedApplication[],
): readonly Edit[] {
  if (moved.length === 0) return [];
  const place = titleOf(target);
  for (const one of moved)
    if (!isData(one.to ?? null))
      throw failure(place, `option ${titleOfOption(one)} is computed; move it by hand`);
  const wanted = moved.reduce(
    (fields, { path, to }) => withField(fields, path, to),
    target.options,
  );
  const whyNot = (after: PlannedApplication): string | undefined =>
    isSame(after.options, wanted) ? undefined : "the options come from elsewhere";
  const reasons: string[] = [];
  for (const object of candidates(target).slice(0, mostTrials)) {
    const gone = startsOfRemoved(object, moved);
    const edits = moved.map((one) => editOf(object, one, gone));
    const blocked = edits.find((one) => typeof one === "string");
    const reason =
      blocked ?? tryEdits(object.file, edits as TextEdit[], () => whyNotAlone(target, all, whyNot));
    if (reason === undefined) return moved.map((one) => told(object, one));
    reasons.push(`${placeOf(object, object.node)}: ${reason}`);
  }
  const names = moved.map(titleOfOption).join(", ");
  const why =
    reasons.length > 0
      ? reasons.join("; ")
      : "no object in clusters/ says its options, so they are computed";
  throw failure(place, `${names} cannot be moved: ${why}; change it by hand, or leave it out`);
}

/** Objects that may be its options: in a file of its cluster, as an argument of its component first. */
function candidates(target: PlannedApplication): readonly ObjectText[] {
  const callee = identifier(target.component);
  const isNear = ({ file, callee: own }: ObjectText): number =>
    (own === callee ? 2 : 0) + (file.includes(target.cluster) ? 1 : 0);
  const isEmpty = Object.keys(target.options).length === 0;
  return sources()
    .flatMap((file) => objectsIn(file, sourceText(file)))
    .filter((one) => mayBe(one, target.options) && (!isEmpty || one.callee === callee))
    .toSorted((one, other) => isNear(other) - isNear(one));
}

/** Where the fields begin that are taken out. */
function startsOfRemoved({ node }: ObjectText, moved: readonly Difference[]): ReadonlySet<number> {
  const out = moved.filter(({ to }) => to === undefined);
  return new Set(out.flatMap(({ path }) => fieldAt(node, path)?.property?.start ?? []));
}

/** What is written, or why it cannot be. */
function editOf(
  { source, node }: ObjectText,
  { path, to }: Difference,
  gone: ReadonlySet<number>,
): TextEdit | string {
  const name = path.join(".");
  const field = fieldAt(node, path);
  if (!field) return `${name} is inside of what is computed`;
  const { owner, property } = field;
  const key = path.at(-1)!;
  if (!property) {
    if (to === undefined) return `${name} comes from what is spread there`;
    const kept = partsOf(owner).filter(({ start }) => !gone.has(start));
    return added(source, owner, kept, `${keyText(key)}: ${literal(to)}`);
  }
  if (!dataOf(property.value)) {
    const [text = ""] = source.slice(property.value.start, property.value.end).split("\n", 1);
    return `${name} is computed there, by ${text}`;
  }
  if (to === undefined) return removed(source, property);
  if (property["shorthand"] === true) return `${name} is a name of its own there`;
  const { start, end } = property.value;
  return { start, end, text: literal(to) };
}

/** Behind the last one that stays, so that it counts where others are spread. */
function added(source: string, owner: Node, kept: readonly Node[], text: string): TextEdit {
  const last = kept.at(-1);
  if (!last) return { start: owner.end - 1, end: owner.end - 1, text: ` ${text},` };
  const [indent] = /\n[ \t]*$/.exec(source.slice(owner.start, last.start)) ?? [" "];
  return { start: last.end, end: last.end, text: `,${indent}${text}` };
}

/** With the comma and the empty line behind it. */
function removed(source: string, { start, end }: Node): TextEdit {
  const [behind] = /^\s*,?[ \t]*\n?[ \t]*/.exec(source.slice(end))!;
  return { start, end: end + behind.length, text: "" };
}

function told(object: ObjectText, difference: Difference): Edit {
  const { property, owner } = fieldAt(object.node, difference.path)!;
  return {
    place: placeOf(object, property ?? owner),
    option: titleOfOption(difference),
    from: shown(difference.from),
    to: shown(difference.to),
  };
}

function placeOf({ file, source }: ObjectText, { start }: Node): string {
  return `${file}:${source.slice(0, start).split("\n").length}`;
}

/** In one line, as it would be written. */
export function shown(value: Data): string {
  return value === undefined ? "(not set)" : literal(value);
}
