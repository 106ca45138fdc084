import type { Problem } from "../../lib/problem.ts";
import { problemLines } from "../../lib/problem.ts";

/** Known reasons not to go on, one a line, and then what has happened: printed without a stack. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], outcome = "the remote is unchanged") {
    super([...problemLines(problems), outcome].join("\n"));
    this.name = "Refusal";
    this.problems = problems;
  }
}
