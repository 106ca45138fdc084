import { ApiObject, JsonPatch } from "cdk8s";
import { mergeValues } from "../../lib/build/values.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { AnyDefinition } from "../../lib/model/definition.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";

/** What a push changes in one component. */
export interface Change {
  /** Values of its chart, over those that it has. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Marks each of its own objects with this text, pods included: they roll out anew. */
  readonly mark?: string;
}

/** By cluster and component. */
export type Changes = Readonly<Record<string, Readonly<Record<string, Change>>>>;

const annotation = "e2e.test/mark";

/** The fleet as somebody might edit it. */
export function changeFleet(fleet: Fleet, changes: Changes): Fleet {
  return mapClusters(fleet, (cluster) => ({
    ...cluster,
    components: cluster.components.map((placement) => {
      const change = changes[cluster.name]?.[placement.name];
      return change ? changePlacement(placement, change) : placement;
    }),
  }));
}

/** The fleet with one cluster's Applications pinned to their content, or on the branch. */
export function withRevision(fleet: Fleet, name: string, revision: Cluster["revision"]): Fleet {
  return mapClusters(fleet, (cluster) =>
    cluster.name === name ? { ...cluster, revision } : cluster,
  );
}

function mapClusters(fleet: Fleet, change: (cluster: Cluster) => Cluster): Fleet {
  return { ...fleet, clusters: fleet.clusters.map(change) };
}

function changePlacement(placement: AnyPlacement, { values, mark }: Change): AnyPlacement {
  const { definition, overrides } = placement;
  const marked: AnyDefinition["objects"] = (scope, options) => {
    definition.objects?.(scope, options);
    for (const object of scope.node.findAll())
      if (ApiObject.isApiObject(object)) write(object, mark!);
  };
  return {
    ...placement,
    ...(mark !== undefined && { definition: { ...definition, objects: marked } }),
    ...(values && {
      overrides: { ...overrides, values: mergeValues(overrides.values ?? {}, values) },
    }),
  };
}

function write(object: ApiObject, mark: string): void {
  object.metadata.addAnnotation(annotation, mark);
  if (!["Deployment", "StatefulSet", "DaemonSet"].includes(object.kind)) return;
  const annotations = { [annotation]: mark };
  object.addJsonPatch(JsonPatch.add("/spec/template/metadata/annotations", annotations));
}
