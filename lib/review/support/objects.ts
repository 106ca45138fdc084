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
    const { cluster } = pair;
    const place = { cluster, ...namesOf(object, cluster), path: object.path };
    if (!change.before || !change.after)
      return { ...place, is: change.before ? "removed" : "added", lines: [], folded: 0 };
    return { ...place, is: "changed", ...bodyOf(change.before, change.after) };
  });
}

/** What Argo CD reads bears the name of its cluster, which is no reason to tell it for each cluster. */
function namesOf(
  { manifest, application }: ObjectState,
  cluster: string,
): Pick<ObjectDiff, "application" | "title"> {
  const { name, namespace } = manifest.metadata;
  if (application !== "root") {
    const of = namespace === undefined ? "" : ` of ${namespace}`;
    return { application, title: `${titleOf(manifest)}${of}` };
  }
  const own = name.startsWith(`${cluster}-`) ? name.slice(cluster.length + 1) : name;
  return {
    application: manifest.kind === "Application" ? own : application,
    title: `${manifest.kind} "${own}"`,
  };
}

function bodyOf(before: ObjectState, after: ObjectState): Pick<ObjectDiff, "lines" | "folded"> {
  const [old, own] = [before.manifest, after.manifest];
  const fields = fieldChanges(old, own, () => nodeOf(own));
  const told = fields.filter((field) => !isNoise(field, own));
  const lines = told.flatMap((field) => linesOf(field, own));
  return {
    lines: [...movedLines(before, after), ...lines].map(({ sign, text }) => ({
      sign,
      text: printable(text),
    })),
    folded: fields.length - told.length,
  };
}

function movedLines({ application }: ObjectState, after: ObjectState): Line[] {
  return application === after.application
    ? []
    : [{ sign: "~", text: `Application: ${application} -> ${after.application}` }];
}
