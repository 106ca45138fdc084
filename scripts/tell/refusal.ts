import type { Problem } from "../../lib/problem.ts";

/** Known reasons not to go on, one a line, and then what has happened: printed without a stack. */
export class Refusal extends Error {
  constructor(problems: readonly Problem[], outcome = "the remote is unchanged") {
    const lines = problems.map(({ place, message }) => `${place}: ${message}`);
    super([...new Set(lines.sort()), outcome].join("\n"));
    this.name = "Refusal";
  }
}
