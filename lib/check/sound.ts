import type { Manifest } from "../kubernetes/manifest.ts";
import { podTemplateOf } from "../order/references/pod.ts";
import { imagesIn } from "./rules/images.ts";
import { missingIn } from "./rules/missing-values.ts";
import { poisonIn } from "./rules/poison.ts";
import { isAllowed } from "./rules/schemas.ts";
import { secretsIn } from "./rules/secrets.ts";
import { settlingIn } from "./rules/settling.ts";

/**
 * Whether an object is taken as it is, without a word, by its schema and by the rules that look at nothing else. It is
 * looked at once: they pass over what is known to be sound.
 */
export function isSound(manifest: Manifest, home: string, minor: string): boolean {
  const pods = podTemplateOf(manifest);
  return (
    isAllowed(manifest, home, minor) &&
    poisonIn(manifest).length === 0 &&
    settlingIn(manifest).length === 0 &&
    secretsIn(manifest).length === 0 &&
    missingIn(manifest).length === 0 &&
    (!pods || imagesIn(pods).length === 0)
  );
}
