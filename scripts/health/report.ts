import { styleText } from "node:util";
import { onOneLine } from "../../lib/outside/visible.ts";
import { plural } from "../../lib/problem.ts";
import type { ClusterHealth, Finding, Section } from "./finding.ts";

const colors = { error: "red", warning: "yellow", good: "green" } as const;

/** `isColored` for a terminal; a file gets none. */
export function healthText({ cluster, sections }: ClusterHealth, isColored: boolean): string {
  const paint = (level: keyof typeof colors, text: string): string =>
    isColored ? styleText(colors[level], text) : text;
  return [cluster, ...sections.map((section) => sectionText(section, paint))].join("\n");
}

function sectionText(
  { title, looked, findings }: Section,
  paint: (level: keyof typeof colors, text: string) => string,
): string {
  const levels = findings.map(({ level }) => level);
  const worst = levels.includes("error") ? "error" : (levels[0] ?? "good");
  const head = `  ${paint(worst, worst.padEnd(7))}  ${title}: ${looked}`;
  return [
    head,
    ...findings.flatMap(({ level, subject, message, next }) => [
      `           ${paint(level, level)}: ${onOneLine(`${subject} ${message}`)}`,
      `             ${next}`,
    ]),
  ].join("\n");
}

export function findingsOf(all: readonly ClusterHealth[]): readonly Finding[] {
  return all.flatMap(({ sections }) => sections.flatMap(({ findings }) => findings));
}

/** `all is well`, or how much is not. */
export function summaryOf(all: readonly ClusterHealth[]): string {
  const findings = findingsOf(all);
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const words = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return words.join(", ") || "all is well";
}
