import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Fields } from "./fields.ts";
import { recordOf, sortedKeys } from "./fields.ts";

type Metadata = Manifest["metadata"];

/** Nothing that anybody acts on is longer; hooks and the like are kept in any case. */
const longest = 500;
const telling = /^(?:helm\.sh|argocd\.argoproj\.io)\//;

/** What changes with content that is not kept. */
const sum = /checksum|hash|rollme|timestamp/i;

/** Labels that only repeat the version: with them each line of a record would change with it. */
const versions = new Set(["app.kubernetes.io/version", "chart", "helm.sh/chart"]);

/** Name, namespace, and the labels and annotations that say something. */
export function reduceMetadata(metadata: Metadata, selected: ReadonlySet<string>): Metadata {
  const { name, namespace, labels, annotations } = metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...keptAnnotations(recordOf(annotations)),
    ...keptLabels(recordOf(labels), selected),
  };
}

export function keptAnnotations(annotations: Fields): Fields {
  return kept(
    "annotations",
    annotations,
    (key) => telling.test(key) || (!sum.test(key) && String(annotations[key]).length <= longest),
  );
}

export function keptLabels(labels: Fields, selected: ReadonlySet<string>): Fields {
  return kept("labels", labels, (key) => !versions.has(key) || selected.has(key));
}

/** A field with the entries that are kept; nothing where there are none. */
function kept(field: string, entries: Fields, isKept: (key: string) => boolean): Fields {
  const left = Object.entries(entries).filter(([key]) => isKept(key));
  if (left.length === 0) return {};
  return { [field]: sortedKeys(Object.fromEntries(left), (value) => value) };
}

/** Keys of the labels that the selectors of some objects name. */
export function selectedKeys(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) selectedKeys(one, found);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (key === "matchLabels" || key === "selector")
        for (const label of Object.keys(recordOf(inner))) found.add(label);
      if (key === "key" && typeof inner === "string") found.add(inner);
      selectedKeys(inner, found);
    }
  return found;
}
