import type { Manifest } from "./manifest.ts";

/** By object, what each look has found, in the place of that look. */
const known = new WeakMap<Manifest, unknown[]>();

/** For a look that found nothing. */
const nothing = Symbol("nothing");

let looks = 0;

/**
 * Looks at each object once, whoever asks and however often: what a chart makes is the same object in many clusters.
 * For what depends on the object alone, which nobody changes.
 */
export function perObject<Found>(
  look: (manifest: Manifest) => Found,
): (manifest: Manifest) => Found {
  const place = looks++;
  return (manifest) => {
    let all = known.get(manifest);
    if (!all) known.set(manifest, (all = []));
    const found = all[place] ?? (all[place] = look(manifest) ?? nothing);
    return (found === nothing ? undefined : found) as Found;
  };
}
