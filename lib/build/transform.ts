import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import type { FleetRules } from "../model/house-rules.ts";
import type { Rendered } from "./rendered.ts";
import { isLeftToHelm } from "./rendered.ts";

/** What the house does to every object; a problem where Argo CD renders the chart and would not do it. */
export function transform(component: Rendered, { transforms = [] }: FleetRules): Rendered {
  if (transforms.length === 0) return component;
  const { cluster, name, namespace, manifests, made } = component;
  const place = { cluster: cluster.name, component: name, namespace };
  const change = (object: Manifest): Manifest =>
    transforms.reduce((one, transforming) => transforming(one, place), object);
  if (!isLeftToHelm(component)) return { ...component, manifests: manifests.map(change) };
  const theirs = manifests.slice(0, made);
  const changed = theirs.find((object) => !isDeepStrictEqual(change(object), object));
  const message = changed
    ? `a transform of the fleet changes ${titleOf(changed)} of its chart, which Argo CD renders; set its delivery to "rendered", or let the transform pass over it`
    : undefined;
  return {
    ...component,
    manifests: [...theirs, ...manifests.slice(made).map(change)],
    issues: message === undefined ? component.issues : [...component.issues, message],
  };
}
