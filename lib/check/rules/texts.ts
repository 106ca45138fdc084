import { isLeftToHelm } from "../../build/rendered.ts";
import type { Key } from "../../kubernetes/paths.ts";
import { fieldOf } from "../../kubernetes/paths.ts";
import { isMap } from "../../outside/maps.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/**
 * Annotations and labels are text: most charts hand them on as they are, and the API server refuses a `true` there when it is
 * too late. Where it is known what a chart makes of its values, that is looked at instead.
 */
export function* texts({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const component of components) {
    const { release, name, isGuessed, isUnseen } = component;
    if (!release || !isLeftToHelm(component) || !(isGuessed || isUnseen)) continue;
    for (const [path, value] of textless(release.values, "", ""))
      yield problemAt(
        cluster,
        name,
        `value ${path} is ${value}, and annotations and labels are text; write "${value}"`,
      );
  }
}

const maps = /(?:annotations|labels)$/i;

function* textless(value: unknown, path: string, name: Key): Iterable<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* textless(item, `${path}[${i}]`, i);
    return;
  }
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const own = fieldOf(path, key);
    const isText = maps.test(String(name)) && key !== "enabled";
    if (isText && (typeof inner === "boolean" || typeof inner === "number")) yield [own, inner];
    else yield* textless(inner, own, key);
  }
}
