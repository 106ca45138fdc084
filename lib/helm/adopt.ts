import type { Manifest } from "../manifest.ts";
import type { ChartChanges } from "../release.ts";
import { didYouMean } from "../validate/suggestion.ts";
import { asHook, decideHook, hookMoments, withDeadline } from "./hooks.ts";
import { applyPatch } from "./patch.ts";

export interface Adopted {
  readonly manifests: readonly Manifest[];
  /** What was found, and what to do. */
  readonly issues: readonly string[];
}

/** What Helm printed, as objects that stand by themselves: hooks decided, changes of the component made. */
export function adopt(printed: readonly Manifest[], changes: ChartChanges): Adopted {
  const { drop = [], patches = [], hooks = {} } = changes;
  const objects = printed.flatMap(unfold);
  const names = new Set(objects.map(nameOf));
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
      new Set(objects.filter((object) => hookMoments(object).length > 0).map(nameOf)),
    ),
  ];
  const manifests = objects.flatMap((object) => {
    const name = nameOf(object);
    if (drop.includes(name)) return [];
    const decision = hookMoments(object).length > 0 && (hooks[name] ?? decideHook(object));
    if (decision === "drop") return [];
    const patched = patches
      .filter(({ kind, name: patch }) => name === `${kind}/${patch}`)
      .reduce(applyPatch, decision ? asHook(object, decision) : object);
    return [withDeadline(withoutRest(patched))];
  });
  return { manifests, issues };
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** The objects of a List; Argo CD would unfold it too. */
function unfold(manifest: Manifest): readonly Manifest[] {
  const { kind, items } = manifest;
  return kind.endsWith("List") && Array.isArray(items)
    ? (items as Manifest[]).flatMap(unfold)
    : [manifest];
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

/** Without what generators of CustomResourceDefinitions and Go's encoder leave behind. */
function withoutRest(manifest: Manifest): Manifest {
  const { status: _, ...object } = withoutNulls(manifest) as Manifest;
  const { creationTimestamp: __, ...metadata } = object.metadata;
  if (object.kind !== "CustomResourceDefinition") return { ...object, metadata };
  // The API server no longer takes it, and Argo CD would show a difference for ever.
  const { preserveUnknownFields: ___, ...spec } = object["spec"] as Record<string, unknown>;
  return { ...object, metadata, spec };
}

/** To the API server a field that is null is a field that is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([key, one]) => [key, withoutNulls(one)]),
  );
}
