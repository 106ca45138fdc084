import type { Manifest } from "../kubernetes/manifest.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { ChartChanges, Release } from "../model/release.ts";
import { didYouMean } from "../words.ts";
import { applyPatch, targetOf } from "./patch.ts";

interface Changed {
  /** The component's own objects. */
  readonly manifests: readonly Manifest[];
  readonly release?: Release;
  readonly issues: readonly string[];
}

/**
 * Patches and drops what a placement names, as `<Kind>/<name>`. What is no object of the component is its chart's, and
 * left to whoever renders that.
 */
export function applyOverrides(
  manifests: readonly Manifest[],
  { overrides }: AnyPlacement,
  release: Release | undefined,
  minor: string,
): Changed {
  const { patches = [], drop = [], hooks = {} } = overrides;
  if (patches.length + drop.length + Object.keys(hooks).length === 0)
    return { manifests, release, issues: [] };
  const own = new Set(manifests.map(targetOf));
  const isOwn = (target: string): boolean => own.has(target);
  const changed = manifests
    .filter((manifest) => !drop.includes(targetOf(manifest)))
    .map((manifest) =>
      patches
        .filter(({ kind, name }) => targetOf(manifest) === targetOfPatch(kind, name))
        .reduce((one, { merge }) => applyPatch(one, merge, minor), manifest),
    );
  const left: ChartChanges = {
    patches: patches.filter(({ kind, name }) => !isOwn(targetOfPatch(kind, name))),
    drop: drop.filter((target) => !isOwn(target)),
    hooks,
  };
  if (release) return { manifests: changed, release: withChanges(release, left), issues: [] };
  const strangers = [
    ...left.patches!.map(({ kind, name }) => ["patches", targetOfPatch(kind, name)] as const),
    ...left.drop!.map((target) => ["drop", target] as const),
    ...Object.keys(hooks).map((target) => ["hooks", target] as const),
  ];
  const issues = strangers.map(([list, target]) => {
    const todo = didYouMean(target, own) ?? "remove the entry";
    return `${list} names ${target}, but the component makes no such object; ${todo}`;
  });
  return { manifests: changed, issues };
}

/** `<Kind>/<name>`; of a patch of a custom kind the group goes. */
export function targetOfPatch(kind: string, name: string): string {
  return `${kind.slice(kind.lastIndexOf("/") + 1)}/${name}`;
}

function withChanges(
  release: Release,
  { patches = [], drop = [], hooks = {} }: ChartChanges,
): Release {
  const { changes } = release;
  return {
    ...release,
    changes: {
      patches: [...(changes.patches ?? []), ...patches],
      drop: [...(changes.drop ?? []), ...drop],
      hooks: { ...changes.hooks, ...hooks },
    },
  };
}
