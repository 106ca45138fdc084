import type { Facts } from "./facts.ts";

/** Why something is not as it should be. */
export interface Cause {
  /** A sentence without its full stop. */
  readonly message: string;
  /** What says so, one line each. */
  readonly evidence?: readonly string[];
  /** Commands that mend it or say more, the first one first. */
  readonly next: readonly string[];
}

/** Looks for one kind of cause. */
export type Rule = (facts: Facts) => Cause | undefined;
