import { know } from "../../kubernetes/known.ts";
import type { Adopted } from "../adopt.ts";
import { adopt } from "../adopt.ts";
import type { ChartRequest, FoundChart } from "../request.ts";
import { isCurrent } from "./inputs.ts";
import type { ChartRecord } from "./record.ts";

/** What a record says that its chart makes: hooks decided as where synth renders the chart. */
export function foundIn(record: ChartRecord, request: ChartRequest): FoundChart {
  const { manifests, hasDeleteHook } = adopted(record, request.minor);
  const { effective } = record;
  const isGuessed = !isCurrent(record, request);
  return { objects: manifests, hasDeleteHook, effective, isGuessed };
}

/** By record and minor of Kubernetes: the objects are the same ones wherever a record serves. */
const known = new WeakMap<ChartRecord, Map<string, Adopted>>();

function adopted(record: ChartRecord, minor: string): Adopted {
  const ofRecord = known.get(record) ?? new Map<string, Adopted>();
  known.set(record, ofRecord);
  let found = ofRecord.get(minor);
  if (!found) {
    found = adopt(record.objects, {}, minor);
    ofRecord.set(minor, found);
    // The record says what was found in them as they were: nothing is left to look at, and nothing is written.
    for (const manifest of found.manifests) know(manifest, { content: "", blob: "" });
  }
  return found;
}
