import { shortName } from "../../emit/folder.ts";
import { perObject } from "../../kubernetes/each.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** Of a file, in every file system that a clone may stand in, with what tells it from others. */
const longest = 255 - ".yaml".length;

/** Each object has a file of its own on every computer: names that are too long, or differ in case alone, have none. */
export function* files({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const { name, manifests } of components) {
    const taken = new Map<string, string>();
    for (const manifest of manifests) {
      const [file, folded] = namesOf(manifest);
      const other = taken.get(folded);
      if (file.length > longest)
        yield problemAt(
          cluster,
          name,
          `${titleOf(manifest)} would be the file "${file.slice(0, 20)}...", of ${file.length} characters and more than ${longest}; give it a shorter name`,
        );
      else if (other !== undefined && other !== file)
        yield problemAt(
          cluster,
          name,
          `${titleOf(manifest)} would be the file "${file}.yaml", which is "${other}.yaml" to computers that do not tell upper case from lower; rename one`,
        );
      else taken.set(folded, file);
    }
  }
}

/** As it is, and as it is to computers that do not tell upper case from lower. */
const namesOf = perObject((manifest): readonly [file: string, folded: string] => {
  const file = shortName(manifest);
  return [file, file.toLowerCase()];
});
