import type { Manifest } from "../kubernetes/manifest.ts";
import type { ChartChanges } from "../model/release.ts";
import { didYouMean } from "../words.ts";
import { asHook, decideHook, hookMoments, withDeadline } from "./hooks.ts";
import { applyPatch } from "./patch.ts";

export interface Adopted {
  readonly manifests: readonly Manifest[];
  /** What was found, and what to do. */
  readonly issues: readonly string[];
}

/** The objects of a chart, as objects that stand by themselves: hooks decided, changes of the component made. */
export function adopt(printed: readonly Manifest[], changes: ChartChanges): Adopted {
  const { drop = [], patches = [], hooks = {} } = changes;
  const names = new Set(printed.map(nameOf));
  const issues = [
    ...missing("drop", drop, names),
    ...missing(
      "patches",
      patches.map(({ kind, name }) => `${kind}/${name}`),
      names,
    ),
    ...missing(
      "hooks",
      Object.keys(hooks),
      new Set(printed.filter((object) => hookMoments(object).length > 0).map(nameOf)),
    ),
  ];
  const manifests = printed.flatMap((object) => {
    const name = nameOf(object);
    if (drop.includes(name)) return [];
    const decision = hookMoments(object).length > 0 && (hooks[name] ?? decideHook(object));
    if (decision === "drop") return [];
    const patched = patches
      .filter(({ kind, name: patch }) => name === `${kind}/${patch}`)
      .reduce(applyPatch, decision ? asHook(object, decision) : object);
    return [withDeadline(patched)];
  });
  return { manifests, issues };
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

function missing(
  list: string,
  wanted: readonly string[],
  known: ReadonlySet<string>,
): readonly string[] {
  return wanted
    .filter((name) => !known.has(name))
    .map((name) => {
      const what = list === "hooks" ? "hook" : "object";
      const todo = didYouMean(name, [...known]) ?? "remove the entry";
      return `changes.${list} names ${name}, but the chart makes no such ${what}; ${todo}`;
    });
}
