import type { PlannedFile } from "../../lib/plan.ts";

/** The fleet's git repository as its server has it, and a clone to work in. */
export interface Origin {
  /** The clone; commands of the project may run in it. */
  readonly clone: string;
  /** Makes dist/ of the clone hold these files and commits that; returns the commit. */
  commit(files: readonly PlannedFile[], message: string): Promise<string>;
  /** `npm run publish`: the pins that are missing, then the branch. */
  publish(): Promise<void>;
  /** Pushes the pins of a commit, HEAD by default, and no branch. */
  pushPins(commit?: string): Promise<void>;
  /** Pushes the branch and no pins. */
  pushBranch(): Promise<void>;
  /** `git revert` of the newest commit; publishes nothing. */
  revert(): Promise<string>;
}
