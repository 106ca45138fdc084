import { pathText } from "./messages.ts";
import type { Node } from "./node.ts";
import type { Issue } from "./schema.ts";

/** Where a check is and what it found so far; `path` is shared, so that a valid value costs nothing. */
export interface Walk {
  readonly path: (string | number)[];
  readonly issues: Issue[];
  readonly visit: (node: Node, value: unknown, walk: Walk) => void;
  /** A null is a value of a type of its own, and not as good as absent. */
  readonly tellsNull: boolean;
}

export function report({ path, issues }: Walk, message: string): void {
  issues.push({ path: pathText(path), message });
}
