import { styleText } from "node:util";
import { plural } from "../../lib/problem.ts";
import type { Review } from "../../lib/review/review.ts";
import type { Finding, Level } from "../../lib/review/support/finding.ts";
import { topics } from "../../lib/review/support/finding.ts";
import type { Line } from "../../lib/review/support/lines.ts";
import type { ObjectDiff } from "../../lib/review/support/objects.ts";
import type { Told } from "./group.ts";
import { toldFindings, toldObjects } from "./group.ts";
import type { Compared } from "./summary.ts";
import { sizeText, verdictText } from "./summary.ts";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const levels: readonly (readonly [Level, title: string, Style])[] = [
  ["stop", "STOP", "red"],
  ["warning", "look", "yellow"],
  ["note", "note", "cyan"],
];

const signs: Readonly<Record<Line["sign"], Style | undefined>> = {
  "+": "green",
  "-": "red",
  "~": "yellow",
  " ": undefined,
};

/** For a terminal, and whatever reads plain text. */
export function reviewText(review: Review, { base, head }: Compared, isColored: boolean): string {
  const paint: Paint = (style, text) =>
    isColored ? styleText(style, text, { validateStream: false }) : text;
  const told = toldFindings(review.findings);
  const found = levels.flatMap(([level, title, style]) =>
    levelLines(
      told.filter(({ one }) => one.level === level),
      paint(style, title),
      paint,
    ),
  );
  return [
    paint("bold", `from ${base} to ${head}`),
    ...review.notes.map((note) => `note: ${note}`),
    ...found,
    ...objectLines(toldObjects(review.objects), paint),
    "",
    sizeText(review),
    paint(verdictStyle(review), verdictText(review)),
  ].join("\n");
}

function verdictStyle({ findings }: Review): Style {
  return findings.some(({ level, allowed }) => level === "stop" && allowed === undefined)
    ? "red"
    : "green";
}

function levelLines(told: readonly Told<Finding>[], title: string, paint: Paint): string[] {
  const byTopic = Map.groupBy(told, ({ one }) => one.topic);
  return [...byTopic].flatMap(([topic, all]) => [
    "",
    `${title}  ${paint("bold", topics[topic])}`,
    ...all.flatMap(({ one, places }) => findingLines(one, places, paint)),
  ]);
}

function findingLines({ message, todo, allowed }: Finding, places: string, paint: Paint): string[] {
  return [
    `  ${paint("bold", places)}: ${message}`,
    ...(allowed === undefined ? [] : [`      allowed: ${allowed}`]),
    ...(todo === undefined || allowed !== undefined ? [] : [paint("dim", `      ${todo}`)]),
  ];
}

function objectLines(told: readonly Told<ObjectDiff>[], paint: Paint): string[] {
  const whole = told.filter(({ one }) => one.is !== "changed");
  const changed = told.filter(({ one }) => one.is === "changed" && one.lines.length > 0);
  const quiet = told.length - whole.length - changed.length;
  return [
    ...(whole.length > 0 ? [""] : []),
    ...whole.flatMap(({ one, places }) => diffLines(one, places, paint)),
    ...changed.flatMap(({ one, places }) => ["", ...diffLines(one, places, paint)]),
    ...(quiet > 0 ? ["", quietText(quiet)] : []),
  ];
}

export function quietText(quiet: number): string {
  return `left out: ${plural(quiet, "object")} with other labels of versions, checksums or pins only, or of which a record shows no more`;
}

function diffLines({ title, is, lines }: ObjectDiff, places: string, paint: Paint): string[] {
  const sign = { added: "+", changed: "~", removed: "-" } as const;
  return [
    paint(signs[sign[is]]!, `${sign[is]} ${places}: ${title}`),
    ...lines.map(({ sign: own, text }) => {
      const style = signs[own];
      const line = `    ${own} ${text}`;
      return style === undefined ? line : paint(style, line);
    }),
  ];
}
