import type { Allowance } from "../../model/allowance.ts";
import type { Finding } from "./finding.ts";
import { allowanceText } from "./finding.ts";
import type { Pair } from "./state.ts";
import { objectsOf } from "./state.ts";

type Asked = Omit<Allowance, "reason">;

/** A finding with the reason by which the data allows it, or with how it would. */
export function allowed(finding: Finding, allow: readonly Allowance[]): Finding {
  const { asks, todo } = finding;
  if (!asks) return finding;
  const found = allow.find((one) => isFor(one, asks));
  if (found) return { ...finding, allowed: found.reason };
  return { ...finding, todo: `${todo}; where it is meant, allow it: ${allowanceText(asks)}` };
}

/** The namespace of a placement says nothing of what stands in none. */
function isFor({ to, kind, namespace, name }: Allowance, asks: Asked): boolean {
  const isThere = asks.namespace === "" || namespace === asks.namespace;
  return to === asks.to && kind === asks.kind && name === asks.name && isThere;
}

/** Allowances of which this change makes no use. */
export function idleAllowances(pair: Pair, found: readonly Finding[]): Finding[] {
  const { cluster, before, after } = pair;
  const idle = (after.facts?.allow ?? []).filter(
    (one) => !found.some(({ asks }) => asks && isFor(one, asks)),
  );
  return idle.map((one) => {
    const what = `${one.kind} "${one.name}"`;
    const isThere = objectsOf(before, (kind) => kind === one.kind).some(
      ({ manifest: { metadata } }) =>
        metadata.name === one.name &&
        (metadata.namespace === undefined || metadata.namespace === one.namespace),
    );
    const place = { topic: "data", place: cluster, path: `dist/${cluster}/review.yaml` } as const;
    return isThere
      ? {
          ...place,
          rule: "allowance-unused",
          level: "note",
          message: `it is allowed to ${one.to} ${what}, which this change does not`,
          todo: "take the allowance out, or the next change may do it",
        }
      : {
          ...place,
          rule: "allowance-stale",
          level: "warning",
          message: `it is allowed to ${one.to} ${what}, which is not there any more`,
          todo: "take the allowance out of the data",
        };
  });
}
