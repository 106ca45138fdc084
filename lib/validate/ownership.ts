import { identityOf, titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { problemAt } from "./rule.ts";

/** Nothing in a cluster has two owners: objects, CustomResourceDefinitions, forwarded ports. */
export function* ownership({ cluster, components, applications }: ClusterPlan): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const { name, manifests } of applications) {
    for (const manifest of manifests) {
      const id = identityOf(manifest);
      const owner = owners.get(id);
      const { namespace } = manifest.metadata;
      const what = `${titleOf(manifest)}${namespace ? ` in namespace ${namespace}` : ""}`;
      if (owner === name) yield problemAt(cluster, name, `has ${what} twice; drop one`);
      else if (owner !== undefined)
        yield problemAt(cluster, name, `${what} belongs to ${owner} too; leave it to one of them`);
      owners.set(id, name);
    }
  }
  const definitions = new Map<string, string>();
  for (const { name, release, manifests } of components) {
    const brought = [
      ...(release?.chart.crds.map(({ plural, group }) => `${plural}.${group}`) ?? []),
      ...manifests
        .filter(({ kind }) => kind === "CustomResourceDefinition")
        .map(({ metadata }) => metadata.name),
    ];
    for (const definition of brought) {
      const owner = definitions.get(definition);
      if (owner && owner !== name) {
        yield problemAt(
          cluster,
          name,
          `CustomResourceDefinition "${definition}" belongs to ${owner} too; switch it off in one of the charts`,
        );
      }
      definitions.set(definition, name);
    }
  }
  const ports = new Map<number, string>();
  for (const { name, forwards } of components) {
    for (const { localPort } of forwards) {
      const owner = ports.get(localPort);
      if (owner)
        yield problemAt(
          cluster,
          name,
          `forwards local port ${localPort}, which ${owner} forwards too; choose another`,
        );
      ports.set(localPort, name);
    }
  }
}
