import type { Manifest } from "./manifest.ts";

/** What was found in one object, in the place of the look that found it. */
export type Memory = unknown[];

const memories = new WeakMap<Manifest, Memory>();

/** Whoever goes over objects again and again asks for it once: to find it takes longer than most looks. */
export function memoryOf(manifest: Manifest): Memory {
  let memory = memories.get(manifest);
  if (!memory) memories.set(manifest, (memory = []));
  return memory;
}

/** For a look that found nothing. */
const nothing = Symbol("nothing");

let looks = 0;

/**
 * Looks at each object once, whoever asks and however often: what a chart makes is the same object in many clusters.
 * For what depends on the object alone, which nobody changes.
 */
export function perObject<Found>(
  look: (manifest: Manifest) => Found,
): (manifest: Manifest, memory?: Memory) => Found {
  const place = looks++;
  return (manifest, memory = memoryOf(manifest)) => {
    const found = memory[place] ?? (memory[place] = look(manifest) ?? nothing);
    return (found === nothing ? undefined : found) as Found;
  };
}
