import type { AccessMode } from "../../model/run-time.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { accessModesOf } from "../../order/storage.ts";
import type { Problem } from "../../problem.ts";
import { listed, problemAt } from "../support/rule.ts";
import { volumeClaimsOf } from "../../order/volume-claims.ts";

/** A claim asks for what its class can give: another one stays Pending, and its pods with it. */
export function* accessModes({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const item of index.items) {
    for (const [path, { accessModes: wanted = [], storageClassName }] of volumeClaimsOf(item)) {
      if (storageClassName === "") continue;
      const given = accessModesOf(storageClassName, cluster, index);
      const missing = wanted.filter((mode) => given && !given.includes(mode as AccessMode));
      if (missing.length === 0) continue;
      const name = storageClassName ? `class ${storageClassName}` : "the default class";
      yield problemAt(
        cluster,
        item.component.name,
        `${[item.title, path].join(" ").trim()} asks for ${listed(missing)}, which volumes of ${name} cannot do; ask for ${listed(given!, "or")}, or name another class`,
      );
    }
  }
}
