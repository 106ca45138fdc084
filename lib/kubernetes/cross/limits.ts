import type { Manifest } from "../manifest.ts";
import { parseQuantity } from "../quantity.ts";
import { fieldList, fieldsIn, shown } from "./read.ts";
import type { Fields } from "./read.ts";

/** Pairs of bounds, the smaller first. */
const ordered = [
  ["min", "max"],
  ["min", "default"],
  ["min", "defaultRequest"],
  ["defaultRequest", "default"],
  ["default", "max"],
  ["defaultRequest", "max"],
] as const;

export function* limitIssues(_: Manifest, spec: Fields): Iterable<string> {
  for (const [i, limit] of fieldList(spec["limits"]).entries()) {
    const at = `spec.limits[${i}]`;
    for (const [small, large] of ordered)
      for (const [resource, least] of Object.entries(fieldsIn(limit[small]))) {
        const most = fieldsIn(limit[large])[resource];
        if (most !== undefined && amount(least) > amount(most))
          yield `${at}.${small}.${resource} is ${shown(least)}, more than ${large}, which is ${shown(most)}; lower it`;
      }
    for (const [resource, ratio] of Object.entries(fieldsIn(limit["maxLimitRequestRatio"]))) {
      const [least, most] = [limit["min"], limit["max"]].map((bound) =>
        amount(fieldsIn(bound)[resource]),
      );
      const path = `${at}.maxLimitRequestRatio.${resource}`;
      if (amount(ratio) < 1) yield `${path} is ${shown(ratio)}, less than 1; raise it`;
      if (amount(ratio) > most! / least!)
        yield `${path} is ${shown(ratio)}, more than max is of min; lower it`;
    }
    if (limit["type"] === "PersistentVolumeClaim" && !isBounded(limit))
      yield `${at} of type PersistentVolumeClaim has neither min.storage nor max.storage; add one`;
  }
}

function isBounded(limit: Fields): boolean {
  return ["min", "max"].some((bound) => fieldsIn(limit[bound])["storage"] !== undefined);
}

/** Objects are counted whole. */
const counted =
  /^(?:count\/|pods$|services|replicationcontrollers$|resourcequotas$|secrets$|configmaps$|persistentvolumeclaims$)|\.persistentvolumeclaims$/;

export function* quotaIssues(_: Manifest, spec: Fields): Iterable<string> {
  for (const [resource, given] of Object.entries(fieldsIn(spec["hard"])))
    if (counted.test(resource) && !Number.isInteger(amount(given)))
      yield `spec.hard["${resource}"] is ${shown(given)}, and objects are counted whole; round it`;
}

/** NaN compares with nothing: a quantity that is none is told by its schema. */
function amount(value: unknown): number {
  try {
    return parseQuantity(value as string);
  } catch {
    return Number.NaN;
  }
}
