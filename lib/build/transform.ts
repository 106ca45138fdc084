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
  const failures: string[] = [];
  const change = (object: Manifest): Manifest => {
    try {
      return transforms.reduce((one, transforming) => transforming(one, place), object);
    } catch (error) {
      failures.push(
        `a transform of the fleet fails at ${titleOf(object)}: ${String(error)}; mend it`,
      );
      return object;
    }
  };
  if (!isLeftToHelm(component)) {
    const changed = manifests.map(change);
    return { ...component, manifests: changed, issues: [...component.issues, ...failures] };
  }
  const theirs = manifests.slice(0, made);
  const changed = theirs.find((object) => !isDeepStrictEqual(change(object), object));
  const message = changed
    ? `a transform of the fleet changes ${titleOf(changed)} of its chart, which Argo CD renders; set its delivery to "rendered", or let the transform pass over it`
    : undefined;
  const own = manifests.slice(made).map(change);
  const found = message === undefined ? failures : [message, ...failures];
  return {
    ...component,
    manifests: [...theirs, ...own],
    issues: [...component.issues, ...found],
  };
}
