import type { Problem } from "../problem.ts";

/** A file of dist/. */
export interface PlannedFile {
  /** Below dist/, with `/`. */
  readonly path: string;
  readonly content: string;
}

export interface Plan {
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
  /** For who reads along: what was taken for what is not known. */
  readonly notes?: readonly string[];
}
