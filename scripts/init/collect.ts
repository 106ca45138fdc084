import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Answers, Given } from "./answers.ts";
import type { Found } from "./found.ts";
import type { Question } from "./question.ts";
import { questions } from "./questions.ts";

/** What stands behind the flags, by their names. */
export type Flags = Readonly<Partial<Record<keyof Answers, string>>>;

/** Somebody who can be asked. */
export interface Person {
  /** The answer; the fallback, where nothing was typed. */
  readonly ask: (question: Question, fallback: string | undefined) => Promise<string>;
  /** Says that an answer was none. */
  readonly tell: (problem: Problem) => void;
}

/** The answers of flags, and of what was found for the others; all that is wrong is thrown at once. */
export function answersOf(flags: Flags, found: Found, isGuessing: boolean): Answers {
  const problems: Problem[] = [];
  const missing: string[] = [];
  const given: Given = {};
  for (const one of questions) {
    const isNeeded = one.isNeeded?.(given) ?? true;
    const flag = flags[one.name];
    if (!isNeeded) {
      // After a wrong answer nobody knows what is needed.
      if (flag !== undefined && problems.length === 0) problems.push(idle(one));
      continue;
    }
    const text = flag ?? one.fallback(given, found);
    const isTaken = flag !== undefined || isGuessing || one.isAsked?.(given, found) === false;
    if (text === undefined ? problems.length === 0 : !isTaken) missing.push(`--${one.name}`);
    // What is missing counts as found, so that the flags that go with it are known.
    if (text === undefined) continue;
    const answer = readAnswer(one, text, given);
    if ("problem" in answer) problems.push(answer.problem);
    else Object.assign(given, answer.given);
  }
  if (missing.length > 0) problems.push(unanswered(missing, isGuessing));
  if (problems.length > 0) throw new FleetError(problems);
  return given as Answers;
}

function unanswered(flags: readonly string[], isGuessing: boolean): Problem {
  const list = flags.join(", ");
  return {
    place: "init",
    message: isGuessing
      ? `nothing was found that could be taken for ${list}; say it`
      : `has nobody to ask here for ${list}; give them, or --yes for what was found`,
  };
}

/** The answers of a person, who is asked for what no flag says; `said` gets them as flags. */
export async function askAll(
  flags: Flags,
  found: Found,
  { ask, tell }: Person,
  said: Partial<Record<keyof Answers, string>> = {},
): Promise<Answers> {
  const given: Given = {};
  for (const one of questions) {
    const flag = flags[one.name];
    if (!(one.isNeeded?.(given) ?? true)) {
      if (flag !== undefined) throw new FleetError([idle(one)]);
      continue;
    }
    const fallback = one.fallback(given, found);
    const isSilent = one.isAsked?.(given, found) === false && fallback !== undefined;
    let text = flag ?? (isSilent ? fallback : undefined);
    let answer = text === undefined ? undefined : readAnswer(one, text, given);
    while (!answer || "problem" in answer) {
      if (answer) tell(answer.problem);
      text = await ask(one, fallback);
      answer = readAnswer(one, text, given);
    }
    Object.assign(given, answer.given);
    if (text !== fallback) said[one.name] = text;
  }
  return given as Answers;
}

function idle({ name }: Question): Problem {
  return { place: `--${name}`, message: "is of no use after the other answers; leave it out" };
}

function readAnswer(
  one: Question,
  text: string,
  given: Given,
): { readonly given: Given } | { readonly problem: Problem } {
  try {
    return { given: { [one.name]: one.read(text.trim(), given) } };
  } catch (error) {
    // Anything but a plain Error is one of this program.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return { problem: { place: `--${one.name}`, message: error.message } };
  }
}
