import type { Review } from "../../lib/review/review.ts";
import { refusedBy } from "../../lib/review/review.ts";
import type { Finding, Level } from "../../lib/review/support/finding.ts";
import { topics } from "../../lib/review/support/finding.ts";
import type { ObjectDiff } from "../../lib/review/support/objects.ts";
import type { Told } from "./group.ts";
import { toldFindings, toldObjects } from "./group.ts";
import type { Compared } from "./summary.ts";
import { sizeText, verdictText } from "./summary.ts";
import { quietText } from "./text.ts";

/** By which a note that is there is found again, to be written anew in its place. */
export const marker = "<!-- strata:diff -->";

/** GitHub takes 65,536 characters in a comment, GitLab 1,000,000. */
export const usualLimit = 65_000;

/** A note for a merge request: the short first, the long folded, and what does not fit left out. */
export function reviewMarkdown(
  review: Review,
  { base, head }: Compared,
  limit = usualLimit,
): string {
  const told = toldFindings(review.findings);
  const at = (level: Level): Told<Finding>[] => told.filter(({ one }) => one.level === level);
  const isRefused = refusedBy(review).length > 0;
  const parts = new Parts(limit);
  parts.add(`${marker}\n### ${isRefused ? "🛑" : "✅"} What this does to the clusters\n`);
  parts.add(`\n**${escaped(verdictText(review))}**; ${escaped(sizeText(review))}.\n`);
  addFindings(parts, "Stops", at("stop"));
  addFindings(parts, "Look at", at("warning"));
  addFolded(parts, "Good to know", at("note"));
  addObjects(parts, toldObjects(review.objects));
  for (const note of review.notes) parts.add(`\n> ${escaped(note)}\n`);
  parts.add(`\n<sub>from ${escaped(base)} to ${escaped(head)}, by \`npm run diff\`</sub>\n`);
  return parts.text;
}

/** Room for the last lines, whatever else is there. */
const reserve = 600;

class Parts {
  text = "";
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether it fitted. `kept`: what has to fit behind it. */
  tryAdd(part: string, kept = reserve): boolean {
    if (Buffer.byteLength(this.text + part) + kept > this.#limit) return false;
    this.text += part;
    return true;
  }

  add(part: string): void {
    this.tryAdd(part, 0);
  }

  /** Adds the first ones, and says how many are left out. */
  addAll(parts: readonly string[], kept = reserve): void {
    const end = parts.findIndex((part) => !this.tryAdd(part, kept));
    if (end >= 0)
      this.add(`\n_${parts.length - end} more do not fit here: \`npm run diff\` shows them._\n`);
  }
}

function addFindings(parts: Parts, title: string, told: readonly Told<Finding>[]): void {
  if (told.length > 0) parts.addAll([`\n#### ${title}\n`, ...findingParts(told)]);
}

function addFolded(parts: Parts, title: string, told: readonly Told<Finding>[]): void {
  if (told.length === 0) return;
  const head = `\n<details><summary>${title} (${told.length})</summary>\n`;
  const end = "\n</details>\n";
  if (!parts.tryAdd(head)) return;
  parts.addAll(findingParts(told), reserve + end.length);
  parts.add(end);
}

function findingParts(told: readonly Told<Finding>[]): string[] {
  const byTopic = Map.groupBy(told, ({ one }) => one.topic);
  return [...byTopic].flatMap(([topic, all]) =>
    all.map(
      ({ one, places }, i) =>
        `${i === 0 ? `\n**${topics[topic]}**\n\n` : ""}${findingText(one, places)}`,
    ),
  );
}

function findingText({ message, todo, allowed }: Finding, places: string): string {
  const reason = allowed === undefined ? "" : `<br>allowed: ${escaped(allowed)}`;
  const next = todo === undefined || allowed !== undefined ? "" : `<br>_${escaped(todo)}_`;
  return `- **${escaped(places)}**: ${escaped(message)}${reason}${next}\n`;
}

function addObjects(parts: Parts, told: readonly Told<ObjectDiff>[]): void {
  if (told.length === 0) return;
  const isQuiet = ({ one }: Told<ObjectDiff>): boolean =>
    one.is === "changed" && one.lines.length === 0;
  const quiet = told.filter(isQuiet).length;
  const end = "\n</details>\n";
  if (!parts.tryAdd(`\n<details><summary>Objects (${told.length})</summary>\n`)) return;
  parts.addAll(
    [
      ...told.filter((one) => !isQuiet(one)).map(objectText),
      ...(quiet === 0 ? [] : [`\n${quietText(quiet)}\n`]),
    ],
    reserve + end.length,
  );
  parts.add(end);
}

function objectText({ one: { is, title, lines }, places }: Told<ObjectDiff>): string {
  const sign = { added: "➕", changed: "✏️", removed: "➖" }[is];
  const head = `\n${sign} **${escaped(places)}**: ${escaped(title)}\n`;
  if (lines.length === 0) return head;
  // What changes in place is shown as `!`, which the language diff paints.
  const body = lines.map(({ sign: own, text }) => `${own === "~" ? "!" : own} ${text}`);
  const longest = Math.max(
    2,
    ...(body
      .join("\n")
      .match(/`+/g)
      ?.map((run) => run.length) ?? []),
  );
  const fence = "`".repeat(longest + 1);
  return `${head}\n${fence}diff\n${body.join("\n")}\n${fence}\n`;
}

/** As it is: nothing becomes a heading, a link, or a mention of somebody. */
function escaped(text: string): string {
  return text
    .split(/(\s+)/)
    .map((word) => (/[@#!$~%&:]\w/.test(word) && !word.includes("`") ? `\`${word}\`` : plain(word)))
    .join("");
}

function plain(word: string): string {
  return word.replaceAll(/[\\`*_{}[\]<>|#~@]/g, (character) =>
    character === "<" ? "&lt;" : character === "@" ? "&#64;" : `\\${character}`,
  );
}
