import type { Measurement } from "./measure.ts";

export interface Requirement {
  readonly name: string;
  readonly found: number;
  /** Absent where a figure is only shown. */
  readonly limit?: number;
  readonly unit: "x" | "s" | "GB";
  readonly isMet: boolean;
}

export interface Row extends Omit<Measurement, "output"> {
  readonly name: string;
  readonly requirements: readonly Requirement[];
}

export interface Section {
  readonly title: string;
  readonly objects: number;
  readonly rows: readonly Row[];
  /** Seconds of what a run spends its time on. */
  readonly phases?: Readonly<Record<string, number>>;
  /** What is left out, and what has to be known to read the figures. */
  readonly notes: readonly string[];
}

/** That a figure is at most its limit, if it has one; nothing where there is no figure. */
export function atMost(
  name: string,
  found: number | undefined,
  limit: number | undefined,
  unit: Requirement["unit"],
): Requirement[] {
  return found === undefined
    ? []
    : [{ name, found, limit, unit, isMet: limit === undefined || found <= limit }];
}

export function row(
  name: string,
  { seconds, processSeconds, peakBytes }: Measurement,
  requirements: readonly Requirement[] = [],
): Row {
  return { name, seconds, processSeconds, peakBytes, requirements };
}

export function formatSection({ title, objects, rows, phases, notes }: Section): string {
  const head = ["", "wall", "process", "peak", "per object", ""];
  const lines = rows.flatMap((one) => cells(one, objects));
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i]!.length)));
  const table = [head, ...lines].map((line) =>
    line
      .map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
  const times = Object.entries(phases ?? {}).map(([name, value]) => `${name} ${inSeconds(value)}`);
  return [
    title,
    ...table,
    ...(times.length > 0 ? [`where the time goes: ${times.join(", ")}`] : []),
    ...notes.map((note) => `- ${note}`),
  ].join("\n");
}

/** One line per requirement, the first beside the figures. */
function cells(one: Row, objects: number): string[][] {
  const [first = "", ...others] = one.requirements.map(formatRequirement);
  return [
    [
      one.name,
      inSeconds(one.seconds),
      one.processSeconds === undefined ? "-" : inSeconds(one.processSeconds),
      one.peakBytes === undefined ? "-" : `${(one.peakBytes / 1e6).toFixed(0)} MB`,
      `${((one.seconds / objects) * 1e6).toFixed(0)} us`,
      first,
    ],
    ...others.map((other) => ["", "", "", "", "", other]),
  ];
}

function formatRequirement({ name, found, limit, unit, isMet }: Requirement): string {
  const verdict = limit === undefined ? "" : `, at most ${limit}: ${isMet ? "met" : "MISSED"}`;
  return `${found.toFixed(2)} ${unit} ${name}${verdict}`;
}

function inSeconds(value: number): string {
  return `${value.toFixed(value < 10 ? 3 : 1)} s`;
}
