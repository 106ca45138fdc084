import type { Answers, Given } from "./answers.ts";
import type { Found } from "./found.ts";

/** The ten things that are asked about, in their order. */
export const topics = [
  "site",
  "network",
  "git",
  "machines",
  "servers",
  "storage",
  "certificates",
  "secrets",
  "load balancer",
  "monitoring",
] as const;

export interface Question<Name extends keyof Answers = keyof Answers> {
  /** The flag without its dashes. */
  readonly name: Name;
  readonly topic: (typeof topics)[number];
  /** Stands for the value in the help, in capitals. @default "WORD" */
  readonly value?: string;
  /** The words that are answers, where only some are. */
  readonly words?: readonly string[];
  /** What is asked for: in the help behind the flag, and as the question. */
  readonly means: string;
  /** Whether it matters after these answers. @default always */
  isNeeded?(given: Given): boolean;
  /** Whether a person is asked, or what was found is taken; a flag counts in any case. @default yes */
  isAsked?(given: Given, found: Found): boolean;
  /** What is taken when nothing is said, as somebody would type it; undefined where nobody can know. */
  fallback(given: Given, found: Found): string | undefined;
  /** Throws `<what was found>; <what to do>`. */
  read(text: string, given: Given): Answers[Name];
}

/** The identity, with the type of its answer. */
export function question<const Name extends keyof Answers>(one: Question<Name>): Question {
  // One list holds them all: each reads what it answers.
  return one;
}
