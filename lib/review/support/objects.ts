import { titleOf } from "../../kubernetes/manifest.ts";
import { fieldChanges } from "./fields.ts";
import type { Line } from "./lines.ts";
import { linesOf } from "./lines.ts";
import { isNoise } from "./noise.ts";
import { nodeOf } from "./schema.ts";
import type { ObjectState, Pair } from "./state.ts";
import { objectOf } from "./state.ts";
import { printable } from "./words.ts";

/** What of an object differs, as a person reads it. */
export interface ObjectDiff {
  readonly cluster: string;
  readonly application: string;
  /** `Deployment "web" of shop`. */
  readonly title: string;
  readonly path: string;
  readonly is: "added" | "changed" | "removed";
  /** Of a changed one. */
  readonly lines: readonly Line[];
  /** Fields that say nothing that is not said elsewhere, and are left out. */
  readonly folded: number;
}

export function objectDiffs(pair: Pair): ObjectDiff[] {
  return pair.changes.map((change) => {
    const object = objectOf(change);
    const { application, path } = object;
    const place = { cluster: pair.cluster, application, title: fullTitle(object), path };
    if (!change.before || !change.after)
      return { ...place, is: change.before ? "removed" : "added", lines: [], folded: 0 };
    return { ...place, is: "changed", ...bodyOf(change.before, change.after) };
  });
}

function fullTitle({ manifest }: ObjectState): string {
  const { namespace } = manifest.metadata;
  return `${titleOf(manifest)}${namespace === undefined ? "" : ` of ${namespace}`}`;
}

function bodyOf(before: ObjectState, after: ObjectState): Pick<ObjectDiff, "lines" | "folded"> {
  const [old, own] = [before.manifest, after.manifest];
  const fields = fieldChanges(old, own, nodeOf(own));
  const told = fields.filter((field) => !isNoise(field, own));
  const lines = told.flatMap((field) => linesOf(field, own));
  return {
    lines: lines.map(({ sign, text }) => ({ sign, text: printable(text) })),
    folded: fields.length - told.length,
  };
}
