import { plural } from "../../lib/problem.ts";
import type { Review } from "../../lib/review/review.ts";
import { refusedBy } from "../../lib/review/review.ts";

/** What is compared with what. */
export interface Compared {
  readonly base: string;
  readonly head: string;
}

/** `3 objects changed, 1 added in 2 clusters`. */
export function sizeText({ objects }: Review): string {
  if (objects.length === 0) return "no object of the clusters changes";
  const counts = (["changed", "added", "removed"] as const).flatMap((is) => {
    const count = objects.filter((one) => one.is === is).length;
    return count === 0 ? [] : [`${count} ${is}`];
  });
  const clusters = new Set(objects.map(({ cluster }) => cluster)).size;
  return `${plural(objects.length, "object")} of ${plural(clusters, "cluster")}: ${counts.join(", ")}`;
}

/** `the gate refuses 2 of it`, or that it does not. */
export function verdictText(review: Review): string {
  const refused = refusedBy(review).length;
  const allowed = review.findings.filter(({ allowed: reason }) => reason !== undefined).length;
  const but = allowed === 0 ? "" : `, but for ${allowed} that the data allows`;
  return refused === 0
    ? `nothing that destroys data or cannot be synced${but}`
    : `${plural(refused, "change")} that destroy${refused === 1 ? "s" : ""} data or cannot be synced${allowed === 0 ? "" : `, beside ${allowed} that the data allows`}`;
}
