import { isLeftToHelm } from "../../build/rendered.ts";
import { knownOf } from "../../kubernetes/known.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Key } from "../../kubernetes/paths.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import { problemAt } from "../support/rule.ts";

/** Host with port, path, tag and digest of an image. */
const reference =
  /^((?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(@sha(?:256|512):[0-9a-f]{64,128})?$/;

/** Every image is one that stays the same: a tag other than `latest`, or a digest. */
export function* images({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, pods } of index.items) {
    if (!pods || knownOf(manifest)) continue;
    for (const message of imagesIn(pods))
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
  for (const component of components) {
    const values = isLeftToHelm(component) ? component.release?.values : undefined;
    for (const message of values ? valueIssues(values) : [])
      yield problemAt(cluster, component.name, `value ${message}`);
  }
}

/** The same of the pods of one object. */
export function imagesIn({ spec, field }: PodTemplate): readonly string[] {
  const found: string[] = [];
  for (const part of ["initContainers", "containers"] as const) {
    const containers = spec[part];
    if (!containers) continue;
    for (let i = 0; i < containers.length; i++) {
      const { image } = containers[i]!;
      const message = image === undefined ? undefined : imageIssue(image);
      if (message) found.push(`${field}.${part}[${i}].image ${message}`);
    }
  }
  return found;
}

function imageIssue(image: string): string | undefined {
  const match = reference.exec(image);
  const found = `is "${image}"`;
  if (!match) {
    const lower = image.toLowerCase();
    const todo = reference.test(lower) ? `did you mean "${lower}"?` : "correct it";
    return `${found}, which is no image reference; ${todo}`;
  }
  const [, , tag, digest] = match;
  if (digest) return undefined;
  if (tag === undefined) return `${found}, which has no tag; name a version or a digest`;
  if (tag === "latest")
    return `${found}, which is another image tomorrow; name a version or a digest`;
  // One that is undefined is told wherever it stands.
  return tag === "null"
    ? `${found}, whose tag is a missing value; name a version or a digest`
    : undefined;
}

/** Charts take a tag in a field of its own. */
function valueIssues(values: unknown): string[] {
  const isLatest = (value: unknown, key: Key): true | undefined =>
    key === "tag" && value === "latest" ? true : undefined;
  return findLeaves(values, isLatest).map(
    ({ path }) => `${path} is "latest", which is another image tomorrow; name a version`,
  );
}
