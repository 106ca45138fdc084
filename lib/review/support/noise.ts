import type { Manifest } from "../../kubernetes/manifest.ts";
import type { FieldChange } from "./fields.ts";

/** Labels that only repeat a version. */
const versions = new Set(["app.kubernetes.io/version", "chart", "helm.sh/chart"]);

/** Annotations that change with what stands elsewhere. */
const sum = /checksum|hash|rollme|timestamp/i;

/** Whether a field says nothing that is not said elsewhere: versions in labels, checksums, the pin of an Application. */
export function isNoise({ keys, before, after }: FieldChange, manifest: Manifest): boolean {
  const key = keys.at(-1) ?? "";
  const holder = keys.at(-2);
  if (key === "labels" || key === "annotations") return isWholeNoise(key, before ?? after);
  if (holder === "labels") return versions.has(key);
  if (holder === "annotations") return sum.test(key);
  return manifest.kind === "Application" && key === "targetRevision" && !isChart(manifest, keys);
}

/** All labels or annotations of an object, which had none before or has none any more. */
function isWholeNoise(field: "labels" | "annotations", value: unknown): boolean {
  const keys = Object.keys(value ?? {});
  return keys.every((key) => (field === "labels" ? versions.has(key) : sum.test(key)));
}

interface Source {
  readonly chart?: string;
}

function isChart({ spec }: Manifest, keys: readonly string[]): boolean {
  const { source, sources = [] } = (spec ?? {}) as { source?: Source; sources?: readonly Source[] };
  const all = source ? [source] : sources;
  return all.length === 0 || (keys[1] === "source" && all[0]!.chart !== undefined);
}
