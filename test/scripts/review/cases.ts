import type { Tree } from "../../../lib/review/support/tree.ts";
import { access } from "./cases/access.ts";
import { data } from "./cases/data.ts";
import { harmless } from "./cases/harmless.ts";
import { others } from "./cases/others.ts";
import { sync } from "./cases/sync.ts";

/** A change, and what stands in its report of the same name in reports/. */
export interface Case {
  readonly before: Tree;
  readonly after: Tree;
}

export const cases: Readonly<Record<string, Case>> = {
  ...data,
  ...sync,
  ...access,
  ...others,
  ...harmless,
};
