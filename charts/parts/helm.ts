import { charts } from "../../imports/charts.ts";
import type { ChartName } from "../../imports/charts.ts";
import type { ChartValues } from "../../imports/values/index.ts";
import type { ReleaseInput } from "../../lib/model/release.ts";
import type { Scope } from "../../lib/build/scope.ts";

type TypedRelease<Name extends ChartName> = Omit<ReleaseInput, "chart" | "values"> & {
  readonly values?: ChartValues[Name];
};

/** Adds a chart of charts.lock.yaml, with values that the compiler knows. */
export function helm<Name extends ChartName>(
  scope: Scope,
  chart: Name,
  release: TypedRelease<Name>,
): void {
  const { values = {}, ...rest } = release;
  scope.helm({ ...rest, chart: charts[chart], values: values });
}
