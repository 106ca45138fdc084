import { know } from "../../kubernetes/known.ts";
import { adopt } from "../adopt.ts";
import type { ChartRequest, FoundChart } from "../request.ts";
import { isCurrent } from "./inputs.ts";
import type { ChartRecord } from "./record.ts";

/** What a record says that its chart makes: hooks decided as where synth renders the chart. */
export function foundIn(record: ChartRecord, request: ChartRequest): FoundChart {
  const { objects } = record;
  const { minor } = request;
  const { manifests, hasDeleteHook } = adopt(objects, {}, minor);
  // The record says what was found in them as they were: nothing is left to look at, and nothing is written.
  for (const manifest of manifests) know(manifest, { content: "", blob: "" });
  const { effective } = record;
  const isGuessed = !isCurrent(record, request);
  return { objects: manifests, hasDeleteHook, effective, isGuessed };
}
