import { bundledParts } from "../../../lib/model/distribution.ts";
import { definitionOf, kindsOf, usedDefinitions } from "../definitions.ts";
import type { KubeObject } from "../kube.ts";
import { madeAtRunTime, storageClass } from "./made.ts";
import type { World } from "./row.ts";

/** An object that no chart holds: a controller makes it as soon as it runs, or the distribution brings it. */
interface MadeObject {
  readonly path: string;
  readonly object: KubeObject;
  isDue(): boolean;
}

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Makes what comes into being at run time in a cluster, as its components say, each once. */
export function makeAtRunTime(
  world: World,
  delay: (object: KubeObject) => number,
): { tick(): void } {
  const waiting = new Map(everything(world).map((one) => [one.path, { ...one, since: 0 }]));
  const acting = new Set<string>();
  return {
    tick() {
      for (const [path, one] of waiting) {
        if (acting.has(path) || !one.isDue()) continue;
        one.since ||= Date.now();
        if (Date.now() < one.since + delay(one.object)) continue;
        acting.add(path);
        world.view.kube
          .apply(path, one.object)
          .then((status) => status < 300 && waiting.delete(path))
          .catch(() => undefined)
          .finally(() => acting.delete(path));
      }
    },
  };
}

function everything(world: World): MadeObject[] {
  const { plan, cluster, controllers } = world;
  const bundled = [...bundledParts(cluster).values()].flatMap((part) => {
    if (!part.storageClass) return [];
    const { path, object } = storageClass(part.storageClass.name, part.storageClass.binding, true);
    return [{ path, object: object as KubeObject, isDue: () => true }];
  });
  const made = plan.components.flatMap(({ name, namespace, runTime, release }) => {
    const application = plan.applications.find((one) => one.name === name);
    if (!application) return [];
    const crds = runTime.kinds ? (release?.chart.crds ?? []) : [];
    const kinds = usedDefinitions(crds, kindsOf(plan.components)).map(definitionOf);
    const all = [
      ...madeAtRunTime(runTime, namespace),
      ...kinds.map((object) => ({ path: `${definitions}/${object.metadata.name}`, object })),
    ];
    return all.map(({ path, object: plain }): MadeObject => {
      const object = plain as KubeObject;
      return { path, object, isDue: () => controllers.canMake(application, object) };
    });
  });
  return [...bundled, ...made];
}
