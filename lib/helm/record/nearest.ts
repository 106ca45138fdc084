import { coreKinds } from "../../kubernetes/schema/catalogue.ts";
import type { ChartRequest } from "../request.ts";
import type { ChartRecord } from "./record.ts";

/**
 * Of the records of other placements the one that is most like this: all its kinds are served here, then of the same
 * version, of the same namespace, and with the most objects.
 */
export function nearestRecord(
  records: readonly ChartRecord[],
  request: ChartRequest,
): ChartRecord | undefined {
  const { chart, namespace, minor, apiVersions } = request;
  const own = records.filter((record) => record.chart === chart.name);
  if (own.length < 2) return own[0];
  const served = new Set([...apiVersions, ...coreKinds(minor)]);
  const rank = (one: ChartRecord): readonly number[] => [
    Number(one.objects.every(({ apiVersion, kind }) => served.has(`${apiVersion}/${kind}`))),
    Number(one.version === chart.version),
    Number(one.namespace === namespace),
    one.objects.length,
  ];
  return own
    .map((record) => ({ record, rank: rank(record) }))
    .toSorted((one, other) => compare(other.rank, one.rank))[0]?.record;
}

function compare(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((value, i) => value !== other[i]);
  return place < 0 ? 0 : one[place]! - other[place]!;
}
