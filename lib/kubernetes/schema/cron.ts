import type { Format } from "./schema.ts";

const fields = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  {
    least: 1,
    most: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
] as const;

type Field = (typeof fields)[number];

export const cronFormat: Format = {
  test: isSchedule,
  is: 'a schedule of five fields such as "30 3 * * 0"',
  todo: "correct the field",
};

function isSchedule(value: string): boolean {
  if (value.startsWith("@every "))
    return /^@every (?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value);
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(value)) return true;
  const parts = value.trim().split(/\s+/);
  if (parts.length !== fields.length) return false;
  return fields.every((field, index) =>
    (parts[index] ?? "").split(",").every((term) => isTerm(field, term)),
  );
}

function isTerm(field: Field, term: string): boolean {
  const [range = "", step, ...extra] = term.split("/");
  if (extra.length > 0 || (step !== undefined && !(Number(step) >= 1 && /^\d+$/.test(step))))
    return false;
  if (range === "*" || range === "?") return true;
  const [first = "", last = first, ...more] = range.split("-");
  const from = place(field, first);
  const to = place(field, last);
  return more.length === 0 && from >= field.least && to <= field.most && from <= to;
}

function place(field: Field, text: string): number {
  const named = (field.names as readonly string[]).indexOf(text.toLowerCase());
  if (named !== -1) return named + field.least;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
