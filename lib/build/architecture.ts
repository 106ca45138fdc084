import type { Manifest } from "../kubernetes/manifest.ts";
import { valuePaths } from "../kubernetes/schema/value-paths.ts";
import type { Architecture, ClusterData } from "../model/cluster-data.ts";
import type { AnyPlacement } from "../model/placement.ts";
import { isMap, mergeValues } from "./values.ts";

const label = "kubernetes.io/arch";

/** The one architecture that the pods of a component run on, where the nodes of its cluster are of several. */
function wanted({ definition }: AnyPlacement, { nodes }: ClusterData): Architecture | undefined {
  const own = definition.architectures;
  if (own?.length !== 1) return undefined;
  return nodes.some(({ architecture }) => architecture !== own[0]) ? own[0] : undefined;
}

/** Pods that say nothing else run on nodes that their images exist for. */
export function keepOnArchitecture(
  manifest: Manifest,
  placement: AnyPlacement,
  cluster: ClusterData,
): Manifest {
  const architecture = wanted(placement, cluster);
  return architecture === undefined ? manifest : (withSelector(manifest, architecture) as Manifest);
}

/** A PodSpec is what has containers. */
function withSelector(value: unknown, architecture: Architecture): unknown {
  if (!isMap(value)) return value;
  if (Array.isArray(value["containers"])) {
    const nodeSelector = {
      [label]: architecture,
      ...(value["nodeSelector"] as object | undefined),
    };
    return { ...value, nodeSelector };
  }
  const isHolder = ["spec", "template", "jobTemplate"].filter((key) => key in value);
  const inner = isHolder.map((key) => [key, withSelector(value[key], architecture)]);
  return { ...value, ...Object.fromEntries(inner) };
}

/** The same by the values of a chart that are called nodeSelector. */
export function selectorValues(
  values: Readonly<Record<string, unknown>>,
  chart: string,
  placement: AnyPlacement,
  cluster: ClusterData,
): Readonly<Record<string, unknown>> {
  const architecture = wanted(placement, cluster);
  if (architecture === undefined) return values;
  const paths = [...new Set(valuePaths(chart))].filter((path) =>
    /(?:^|\.)nodeSelector$/.test(path),
  );
  const selectors = paths.map((path) =>
    path
      .split(".")
      .reduceRight<Readonly<Record<string, unknown>>>((inner, key) => ({ [key]: inner }), {
        [label]: architecture,
      }),
  );
  return mergeValues(selectors.reduce(mergeValues, {}), values);
}
