import { onOneLine } from "./outside/visible.ts";

/** One thing that is wrong, where it is, and what to do: printed as `<place>: <message>`. */
export interface Problem {
  /** `<cluster>/<component>`, `<cluster>` or `site`. */
  readonly place: string;
  /** `<what was found, with its value>; <what to do>`, lower case, no full stop. */
  readonly message: string;
  /** What a program said of it, in lines of its own below the message. */
  readonly said?: string;
  /**
   * By which what two have found is known to be the same, and told once: `field <name>`, `chart <name>` or
   * `need <capability>`; `failure` mostly follows from something else that is wrong. Not printed.
   */
  readonly about?: string;
}

/** Known problems: printed without a stack. */
export class FleetError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = "FleetError";
    this.problems = problems;
  }
}

/** Sorted and free of repeats, so that the same input prints the same lines. */
export function problemLines(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(textOf))].sort();
}

function textOf({ place, message, said }: Problem): string {
  const lines = said === undefined ? [] : said.split(/\r?\n/);
  return [`${place}: ${message}`, ...lines].map(onLine).join("\n");
}

/** More of one word says nothing more. */
const longest = 100;

/** Whatever value it shows: no text without an end. */
function onLine(text: string): string {
  return onOneLine(text).replaceAll(/[^\s:;"]{400,}/g, (word) => `${word.slice(0, longest)}…`);
}

export function formatProblems(problems: readonly Problem[]): string {
  const lines = problemLines(problems);
  const places = new Set(problems.map(({ place }) => wideOf(place)));
  return [...lines, `${plural(lines.length, "problem")} in ${plural(places.size, "place")}`].join(
    "\n",
  );
}

/** The cluster of a component, the file of a line. */
function wideOf(place: string): string {
  return /^(.*\.\w+):\d+$/.exec(place)?.[1] ?? place.split("/")[0]!;
}

export function plural(count: number, noun: string): string {
  const ending = /(?:s|x|ch|sh)$/.test(noun) ? "es" : "s";
  return `${count} ${noun}${count === 1 ? "" : ending}`;
}
