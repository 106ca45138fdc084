import type { Manifest } from "../kubernetes/manifest.ts";
import type { ChartChanges } from "../model/release.ts";
import { didYouMean } from "../words.ts";
import { asHook, decideHook, hookMoments, withDeadline } from "./hooks.ts";
import { targetOfPatch } from "../build/overrides.ts";
import { applyPatch, targetOf } from "../build/patch.ts";

export interface Adopted {
  readonly manifests: readonly Manifest[];
  /** Argo CD would run it, and puts finalizers of its own on the Application. */
  readonly hasDeleteHook: boolean;
  /** What was found, and what to do. */
  readonly issues: readonly string[];
}

/** The objects of a chart, as objects that stand by themselves: hooks decided, changes of the component made. */
export function adopt(printed: readonly Manifest[], changes: ChartChanges, minor: string): Adopted {
  const { drop = [], patches = [], hooks = {} } = changes;
  const names = new Set(printed.map(targetOf));
  const issues = [
    ...missing("drop", drop, names),
    ...missing(
      "patches",
      patches.map(({ kind, name }) => targetOfPatch(kind, name)),
      names,
    ),
    ...missing(
      "hooks",
      Object.keys(hooks),
      new Set(printed.filter((object) => hookMoments(object).length > 0).map(targetOf)),
    ),
  ];
  const manifests = printed.flatMap((object) => {
    const name = targetOf(object);
    if (drop.includes(name)) return [];
    const decision = hookMoments(object).length > 0 && (hooks[name] ?? decideHook(object));
    if (decision === "drop") return [];
    const patched = patches
      .filter(({ kind, name: patch }) => name === targetOfPatch(kind, patch))
      .reduce(
        (one, { merge }) => applyPatch(one, merge, minor),
        decision ? asHook(object, decision) : object,
      );
    return [withDeadline(patched)];
  });
  const hasDeleteHook = printed.some((object) => hookMoments(object).includes("pre-delete"));
  return { manifests, issues, hasDeleteHook };
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
      return `${list} names ${name}, but the chart makes no such ${what}; ${todo}`;
    });
}
