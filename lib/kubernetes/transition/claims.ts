import type { Manifest } from "../manifest.ts";
import { keysOf, valueAt } from "../paths.ts";
import { parseQuantity } from "../quantity.ts";

/** What is known of a cluster's storage: which classes let their volumes grow, and which is taken without a name. */
export interface Classes {
  readonly usual?: string | undefined;
  /** Undefined for a class that nobody knows. */
  grows(name: string): boolean | undefined;
}

/** A claim without a class is given the usual one when it is made. */
export function withClass(object: Manifest, classes: Classes | undefined): Manifest {
  if (!isClaim(object) || !classes?.usual) return object;
  return { ...object, spec: { storageClassName: classes.usual, ...(object["spec"] as object) } };
}

function isClaim({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === "v1" && kind === "PersistentVolumeClaim";
}

/** A volume never shrinks, and grows where its class lets it. */
export function sizeChanges(old: Manifest, own: Manifest, classes?: Classes): string[] {
  if (!isClaim(own)) return [];
  const path = "spec.resources.requests.storage";
  const [from, to] = [old, own].map((claim) => valueAt(claim, keysOf(path)));
  const [was, is] = [from, to].map(sizeOf);
  if (was === undefined || is === undefined || was === is) return [];
  const change = `changes ${path} from ${String(from)} to ${String(to)}`;
  if (is < was) return [`${change}, and no volume shrinks; give it the size that it had`];
  const name = valueAt(old, ["spec", "storageClassName"]);
  return typeof name === "string" && (name === "" || classes?.grows(name) === false)
    ? [
        `${change}, and volumes of class "${name}" do not grow; give it the size that it had, or another claim a new name and move what it holds`,
      ]
    : [];
}

function sizeOf(size: unknown): number | undefined {
  try {
    return typeof size === "string" || typeof size === "number" ? parseQuantity(size) : undefined;
  } catch {
    return undefined;
  }
}
