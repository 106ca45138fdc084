import { bundledPart } from "../../../lib/model/distribution.ts";
import { definitionOf, kindsOf, usedDefinitions } from "../definitions.ts";
import type { KubeObject } from "../kube.ts";
import type { World } from "./row.ts";

/** An object that no chart holds: a controller makes it as soon as it runs, or the distribution brings it. */
interface MadeObject {
  readonly path: string;
  readonly object: KubeObject;
  isDue(): boolean;
}

const storageClasses = "/apis/storage.k8s.io/v1/storageclasses";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Makes the StorageClasses and definitions of a cluster that come into being at run time, each once. */
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
  const bundled = cluster.kubernetes.bundled.flatMap((part) => {
    const name = bundledPart(part).storageClass;
    return name ? [classOf(name, "WaitForFirstConsumer", true, () => true)] : [];
  });
  const made = plan.applications.flatMap((application) => {
    const { release } = application;
    if (!release) return [];
    const isDue = (): boolean => controllers.isLive(application);
    const { storageClasses: classes = {}, defaultStorageClass } = release.makes;
    const own = Object.entries(classes).map(([name, mode]) =>
      classOf(name, mode, name === defaultStorageClass, isDue),
    );
    const kinds = release.crdsAtRunTime ? usedDefinitions(release, kindsOf(plan.components)) : [];
    return [
      ...own,
      ...kinds.map((definition) => {
        const object = definitionOf(definition) as KubeObject;
        return { path: `${definitions}/${object.metadata.name}`, object, isDue };
      }),
    ];
  });
  return [...bundled, ...made];
}

function classOf(
  name: string,
  volumeBindingMode: string,
  isDefault: boolean,
  isDue: () => boolean,
): MadeObject {
  const annotations = { "storageclass.kubernetes.io/is-default-class": String(isDefault) };
  const object = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations },
    provisioner: "stand-in.test/volumes",
    volumeBindingMode,
  };
  return { path: `${storageClasses}/${name}`, object: object as unknown as KubeObject, isDue };
}
