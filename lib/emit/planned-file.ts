import type { Problem } from "../problem.ts";

/** A file of dist/. */
export interface PlannedFile {
  /** Below dist/, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** Whether a path stays below the directory that it is meant for: whoever writes it has asked before. */
export function isBelow(path: string): boolean {
  return path.split("/").every((part) => !["", ".", ".."].includes(part)) && !/[\\\0]/.test(path);
}

export interface Plan {
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
  /** For who reads along: what was taken for what is not known. */
  readonly notes?: readonly string[];
}
