import type { Manifest } from "./manifest.ts";
import { groupOf, identityOf } from "./manifest.ts";
import { keysOf, valueAt } from "./paths.ts";
import { parseQuantity } from "./quantity.ts";

/** Says what is wrong with a change, as `changes <field>, <why>; <what to do>`; nothing where the server takes it. */
type Transition = (before: Manifest, after: Manifest) => string | undefined;

function at(object: Manifest, path: string): unknown {
  return valueAt(object, keysOf(path)) ?? undefined;
}

/**
 * What the server has filled in beside a type that was left out belongs to nobody: no apply takes it away, and another
 * type forbids it (kubernetes#24198).
 */
function keepsRolling(strategy: string, other: string): Transition {
  return (before, after) => {
    const was = at(before, `${strategy}.type`) ?? "RollingUpdate";
    const isKept = was === "RollingUpdate" && at(before, `${strategy}.rollingUpdate`) === undefined;
    return isKept && at(after, `${strategy}.type`) === other
      ? `changes ${strategy}.type to ${other}, which the server refuses beside the ${strategy}.rollingUpdate that it has filled in; push it once with ${strategy}.rollingUpdate written out, and ${other} after that`
      : undefined;
  };
}

/** helm#6378: one way the server refuses, the other it takes and does nothing. */
const changesAddress: Transition = (before, after) => {
  const [had, has] = [before, after].map((service) => at(service, "spec.clusterIP") === "None");
  if (had === has) return undefined;
  const [old, own] = had ? ["none", "one"] : ["one", "none"];
  return `changes spec.clusterIP from ${old} to ${own}, and a Service keeps the address that it was given; give it another name`;
};

const shrinks: Transition = (before, after) => {
  const path = "spec.resources.requests.storage";
  const [old, own] = [before, after].map((claim) => sizeOf(at(claim, path)));
  return old !== undefined && own !== undefined && own < old
    ? `changes ${path} from ${String(at(before, path))} to ${String(at(after, path))}, and no volume shrinks; give it the size that it had`
    : undefined;
};

function sizeOf(size: unknown): number | undefined {
  try {
    return typeof size === "string" || typeof size === "number" ? parseQuantity(size) : undefined;
  } catch {
    return undefined;
  }
}

const transitions: Readonly<Record<string, Transition>> = {
  "/PersistentVolumeClaim": shrinks,
  "/Service": changesAddress,
  "apps/Deployment": keepsRolling("spec.strategy", "Recreate"),
  "apps/StatefulSet": keepsRolling("spec.updateStrategy", "OnDelete"),
};

/** What the API server refuses of a change, though each side by itself is right, as `<what changes>; <what to do>`. */
export function refusedTransition(before: Manifest, after: Manifest): string | undefined {
  if (identityOf(before) !== identityOf(after)) return undefined;
  return transitions[`${groupOf(after.apiVersion)}/${after.kind}`]?.(before, after);
}
