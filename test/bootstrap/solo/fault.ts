import type { RunOptions } from "../scenarios/workspace.ts";
import type { SoloHouse } from "./house.ts";

/** Something that is wrong in the house, and what the operator is told. */
export interface Fault {
  readonly name: string;
  readonly command: readonly [script: string, ...words: string[]];
  /** Breaks it; may return what the run has beside. `directory` is for what it keeps. */
  readonly arrange: (
    house: SoloHouse,
    directory: string,
  ) => Promise<RunOptions | void> | RunOptions | void;
  /** All of it, without the line that counts. */
  readonly says: RegExp;
  readonly mend?: (house: SoloHouse) => Promise<unknown> | void;
  /**
   * It comes on the way, and this is what must be as it was; without it the machines and their disks are, whole. Throws
   * when they are not.
   */
  readonly unharmed?: (house: SoloHouse) => Promise<void>;
}

/** Where the data of the house is, in the operator's clone. */
export const data = "test/bootstrap/solo/fleet.ts";
