import { immutableChanges } from "../../../lib/kubernetes/immutable.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Answer, Kube } from "../kube.ts";
import type { Api } from "./api.ts";
import { newProblems } from "./strata.ts";
import type { Verdicts } from "./verdicts.ts";

const owner = "fieldManager=e2e&force=true&fieldValidation=Strict";

/**
 * Judges the mutations that both sides take for a new object once more, as changes of an object that is there: the
 * server in a dry run of a server-side apply, Strata by what it knows to be immutable.
 */
export async function judgeUpdates(
  kube: Kube,
  api: Api,
  accepted: readonly Verdicts[],
): Promise<Verdicts[]> {
  const verdicts: Verdicts[] = [];
  for (const [base, all] of Map.groupBy(accepted, ({ mutation }) => mutation.base)) {
    const path = `${(await api.collectionOf(base))!}/${base.metadata.name}`;
    const { status } = await kube.ask("PATCH", `${path}?${owner}`, base);
    if (status >= 300) continue;
    for (const { mutation } of all) {
      const object = mutation.make();
      // Another object, and what a server-side apply has for itself.
      if (object.metadata.name !== base.metadata.name || isOfApply(mutation.path)) continue;
      const answer = await kube.ask("PATCH", `${path}?${owner}&dryRun=All`, object);
      const known = said(base, object);
      const isRefused = answer.status >= 300 && known.length === 0;
      const problems = isRefused ? newProblems(base, object) : known;
      verdicts.push({ mutation, answer: onlyOfChange(answer), problems });
    }
    if (!isPlace(base)) await kube.delete(path);
  }
  return verdicts;
}

/** What goes with others in it: they are still needed. */
function isPlace({ kind }: Manifest): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition";
}

function isOfApply(path: string): boolean {
  return path.startsWith("metadata.managedFields");
}

function said(base: Manifest, object: Manifest): string[] {
  return immutableChanges(base, object).map((path) => `${path} is immutable`);
}

/** What a server-side apply cannot merge, or leaves empty, says nothing about the change. */
function onlyOfChange(answer: Answer): Answer {
  const isUnmergeable = /^failed to create typed patch|: Required value$/.test(answer.message);
  return isUnmergeable ? { ...answer, status: 200 } : answer;
}
