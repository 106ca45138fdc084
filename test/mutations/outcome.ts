import { isSoundData } from "../../lib/build/sound.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { foundIn as recorded } from "../../lib/helm/record/found.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { FoundCharts } from "../../lib/helm/request.ts";
import { plan } from "../../lib/plan.ts";
import type { Problem } from "../../lib/problem.ts";
import { problemLines } from "../../lib/problem.ts";
import { requestsOf } from "../support/charts.ts";
import { fleetFrom } from "./fleets.ts";

export interface Outcome {
  readonly kind: "not loaded" | "problems" | "plan";
  readonly lines: readonly string[];
  /** What should not be. */
  readonly bad: readonly string[];
}

/** What becomes of a fleet out of this data: the loader tells what throws there, the plan all else. */
export function outcomeOf(data: unknown): Outcome {
  let fleet: Fleet;
  try {
    fleet = fleetFrom(data);
  } catch (error) {
    return { kind: "not loaded", lines: [String(error)], bad: [] };
  }
  try {
    const { files, problems } = plan(fleet, foundIn(fleet));
    const lines = problemLines(problems);
    if (lines.length > 0)
      return {
        kind: "problems",
        lines,
        bad: [...lines.flatMap((line) => malformed(line)), ...stumbled(problems)],
      };
    return {
      kind: "plan",
      lines,
      bad: files.flatMap(({ path, content }) => [...oddIn(path), ...oddIn(content)]),
    };
  } catch (error) {
    return { kind: "plan", lines: [], bad: [(error as Error).stack ?? String(error)] };
  }
}

const records = new Records();

/** What was recorded of charts with other values: as where Helm is not at hand. */
function foundIn({ clusters }: Fleet): FoundCharts {
  const sound = Array.isArray(clusters)
    ? clusters.filter((one) => typeof one === "object" && one !== null && isSoundData(one))
    : [];
  return new Map(
    requestsOf(sound).flatMap((request) => {
      const record = records.find(request);
      if (!record) return [];
      const isBorrowed = !records.own(request);
      return [
        [
          request.place,
          { ...recorded(record, request), ...(isBorrowed && { isBorrowed }) },
        ] as const,
      ];
    }),
  );
}

/** A problem is a line of its own with a place, what was found, and what to do. */
function malformed(line: string): string[] {
  // oxlint-disable-next-line no-control-regex
  const isLine = /^\S.*?: .*(?:; \S|\?$)/.test(line) && !/[\0-\x1f]/.test(line);
  return isLine && line.length < 2000 ? [] : [line];
}

/** The last resort tells what it was; but for a component that was given what it cannot use, it is a fault of Strata. */
function stumbled(problems: readonly Problem[]): string[] {
  return problems
    .filter(({ about, place }) => about === "failure" && !place.includes("/"))
    .map(({ place, message }) => `${place}: ${message}`);
}

/** What no value of a field is called. */
function oddIn(text: string): string[] {
  const odd = /.*(?:\bundefined\b|\bNaN\b|\[object \w+\]).*/.exec(text)?.[0];
  return odd === undefined ? [] : [odd];
}
