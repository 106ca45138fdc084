import type { Problem } from "../../lib/problem.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";
import type { Pin } from "./pins.ts";
import { refOf, short } from "./pins.ts";
import type { Refs } from "./remote.ts";

/** How a remote holds a pin: by its tag, not at all, or with the tag on something else. */
export type Standing = "there" | "gone" | "moved";

export function standingOf(pin: Omit<Pin, "folder" | "tree">, refs: Refs): Standing {
  const id = refs.get(refOf(pin));
  return id === undefined ? "gone" : id === pin.commit ? "there" : "moved";
}

/** What to say of tags and branches that are not what they look like. None of it reaches a cluster. */
export function forged(remote: string, pins: readonly Pin[], refs: Refs): string[] {
  const commits = new Set(pins.map(({ commit }) => commit));
  const own = new Set(pins.map(refOf));
  const place = shown(remote);
  return [...refs].flatMap(([ref, id]) => {
    const [, commit] = tagOfPin.exec(ref) ?? [];
    if (commit !== undefined && commit !== id) {
      const todo = own.has(ref)
        ? "publishing puts it right"
        : `delete it: ${deletion(remote, ref)}`;
      return `${place} has ${ref} on ${short(id)}, which is not that pin: somebody moved or made it. Argo CD follows no tag, so nothing of it is deployed; ${todo}`;
    }
    if (commit !== undefined || !(ref.startsWith(heads) || commits.has(lastOf(ref)))) return [];
    return `${place} has ${ref}, which looks like a pin and is none. Argo CD does not follow it; delete it: ${deletion(remote, ref)}`;
  });
}

const tagOfPin = /^refs\/tags\/pin\/[^/]+\/[^/]+\/([0-9a-f]{40})$/;
const heads = "refs/heads/pin/";

/** Refuses where a ref takes the place of the folder that a pin's tag stands in, or has put one in the place of the tag. */
export function requireRoom(remote: string, pins: readonly Pin[], refs: Refs): void {
  const missing = new Set(pins.map(refOf).filter((ref) => !refs.has(ref)));
  const inTheWay = new Map<string, string>();
  for (const ref of missing)
    for (const folder of foldersOf(ref)) if (refs.has(folder)) inTheWay.set(folder, ref);
  for (const ref of refs.keys())
    for (const folder of foldersOf(ref)) if (missing.has(folder)) inTheWay.set(ref, folder);
  if (inTheWay.size === 0) return;
  throw new Refusal(
    [...inTheWay].map(([ref, pin]): Problem => ({
      place: shown(remote),
      message: `has ${ref}, which is no pin and leaves no room for ${pin}; delete it and publish again: ${deletion(remote, ref)}`,
    })),
  );
}

function foldersOf(ref: string): string[] {
  const parts = ref.split("/");
  return parts.slice(3).map((_, i) => parts.slice(0, i + 3).join("/"));
}

/** The part behind the last slash. */
function lastOf(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function deletion(remote: string, ref: string): string {
  return `git push --no-verify ${shown(remote)} :${ref}`;
}
