import { identity } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { hasCapability, providerOf } from "../../model/provider.ts";
import { lacks } from "../support/lacks.ts";
import { existingOutside } from "../support/outside.ts";
import { listed, problemAt } from "../support/rule.ts";

/** Every Secret that a component asks for comes into being, with the keys that it asks for. */
export function* secretRequests(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components, index } = plan;
  const outside = existingOutside(cluster);
  const hasStore = hasCapability(cluster, "secret-store");
  for (const component of components) {
    const { name, secrets } = component;
    for (const secret of secrets) {
      if (secret.madeByBootstrap) continue;
      const { namespace = component.namespace } = secret;
      const id = identity("", "Secret", namespace, secret.name);
      const known = outside.has(id) ? outside.get(id) : index.keys.get(id);
      if (!index.makers.has(id) && !outside.has(id)) {
        if (hasStore || lacks(component, "secret-store")) continue;
        yield problemAt(
          cluster,
          name,
          `asks for Secret "${secret.name}", but nothing in this cluster provides secret-store; add a component that does or list "${namespace}/${secret.name}" in secretsFromBootstrap`,
        );
        continue;
      }
      const held = known && new Set<string | number>(known);
      const missing = held ? secret.keys.filter((key) => !held.has(key)) : [];
      if (missing.length === 0) continue;
      const keeper = outside.has(id)
        ? "secretsFromBootstrap"
        : providerOf(cluster, "secret-store")!.name;
      yield problemAt(
        cluster,
        name,
        `asks for ${listed(missing)} of Secret "${secret.name}", for which ${keeper} holds no value; give it one for "${namespace}/${secret.name}"`,
      );
    }
  }
}
