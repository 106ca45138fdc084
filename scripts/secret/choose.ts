import { failure, unknown } from "../tell/failure.ts";
import type { SecretUse } from "./uses.ts";
import { placeOf } from "./uses.ts";

/** The Secrets that a word names: `NAME`, `NAMESPACE/NAME` or `CLUSTER/NAMESPACE/NAME`. Throws when there is none. */
export function chooseSecrets(
  all: readonly SecretUse[],
  word: string | undefined,
): readonly SecretUse[] {
  if (word === undefined)
    throw failure("secret", 'names no Secret; name one of those that "npm run secret" lists');
  const chosen = all.filter((use) => `/${placeOf(use)}`.endsWith(`/${word}`));
  if (chosen.length > 0) return chosen;
  const depth = word.split("/").length;
  const known = all.map((use) => placeOf(use).split("/").slice(-depth).join("/"));
  return unknown("secret", "Secret of the fleet", word, [...new Set(known)]);
}
