import type { ChartName, ChartValues } from "../kubernetes/chart.ts";
import { defineComponent } from "./component.ts";
import type { Layer } from "./definition.ts";
import type { PodSecurity } from "./cluster-data.ts";
import type { AnyPlacement, Overrides } from "./placement.ts";
import type { IgnoredDifference } from "./release.ts";
import type { RunTime } from "./run-time.ts";

/** A chart of charts.lock.yaml that no component is about. */
export interface FreeChart<Values> {
  readonly layer: Layer;
  readonly namespace: string;
  /** Pod Security level of the namespace. @default "baseline" */
  readonly podSecurity?: PodSecurity;
  readonly values?: Values;
  /** What comes into being only when it runs: Secrets of a Job, kinds and pods of an operator. */
  readonly atRunTime?: RunTime;
  /** Helm's release name. @default the name */
  readonly releaseName?: string;
  readonly ignoreDifferences?: readonly IgnoredDifference[];
}

type FreeOverrides = Omit<Overrides, "values" | "name" | "namespace" | "ignoreDifferences">;

/**
 * Puts a chart into a cluster without a component. One that is there twice, or is to be called otherwise, says which
 * chart it is.
 *
 * @example
 * chart("podinfo", { layer: "apps", namespace: "podinfo", values: { replicaCount: 2 } })
 */
export function chart<const Name extends ChartName>(
  name: Name,
  options: FreeChart<ChartValues[Name]>,
  overrides?: FreeOverrides,
): AnyPlacement;
export function chart<const Name extends ChartName>(
  name: string,
  options: FreeChart<ChartValues[Name]> & { readonly chart: Name },
  overrides?: FreeOverrides,
): AnyPlacement;
export function chart(
  name: string,
  {
    chart: named = name as ChartName,
    values = {},
    ...definition
  }: FreeChart<object> & { readonly chart?: ChartName },
  overrides: FreeOverrides = {},
): AnyPlacement {
  const component = defineComponent({
    ...definition,
    name,
    chart: named,
    values: () => values as never,
  });
  return component({}, overrides) as AnyPlacement;
}
