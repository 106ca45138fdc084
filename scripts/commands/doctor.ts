import { keyLines } from "../doctor/keys.ts";
import type { Line } from "../doctor/line.ts";
import { programLines } from "../doctor/programs.ts";
import { placesOf, reachLines } from "../doctor/reach.ts";
import { fleet } from "../fleet/shipped.ts";
import { table } from "../tell/table.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { failure } from "../tell/failure.ts";

const usage = defineCommand({
  command: "doctor",
  forms: {
    "": "what this computer has and reaches, what each missing thing blocks, and how to get it",
  },
  options: {},
  examples: ["", "--json"],
  notes:
    "Exit code 1 when something is missing that every house needs; what some commands need is only said.",
});

await runCommand(usage, async ({ isDryRun, report }) => {
  if (isDryRun)
    return report.print("would look at this computer and what it reaches; nothing is changed");
  const [programs, keys, places] = await Promise.all([
    programLines(fleet),
    keyLines(fleet),
    reachLines(placesOf(fleet)),
  ]);
  const sections = { programs, keys, places };
  if (report.isJson) console.log(JSON.stringify(sections));
  for (const [title, lines] of Object.entries(sections))
    report.print(`${title}\n${sectionText(lines)}\n`);
  const missing = [...programs, ...keys].filter(({ state }) => state === "missing");
  if (missing.length > 0)
    throw failure(
      "doctor",
      `${missing.map(({ name }) => name).join(", ")} missing; get them as said above`,
    );
});

function sectionText(lines: readonly Line[]): string {
  return table(
    lines.map(({ state, name, found, blocks, get }) => [
      `  ${state === "good" ? "good" : state === "missing" ? "MISSING" : "absent"}`,
      name,
      found,
      [blocks && `blocks ${blocks}`, get].filter(Boolean).join("; "),
    ]),
  );
}
