import { describe, expect, it } from "vitest";
import { fleetOf } from "../../../support/fleet.ts";
import { component } from "../../../support/fleet.ts";
import { foundCharts } from "../../../support/charts.ts";
import { plan } from "../../../../lib/plan.ts";
import { problemLines } from "../../../../lib/problem.ts";

const values = {
  deployment: { podAnnotations: { "house.example/a": true, b: "true" }, labels: { tier: 1 } },
  service: { annotations: { enabled: true } },
  extraObjects: [{ kind: "ConfigMap", metadata: { name: "a", annotations: { x: false } } }],
};

/** What is said of these values, where what the chart makes of them is known, or guessed. */
function saidOf(isGuessed: boolean): string[] {
  const placement = component("proxy", { chart: "traefik", values: () => values });
  const fleet = fleetOf({ components: [placement] });
  const found = new Map(
    [...foundCharts(fleet.clusters)].map(([place, chart]) => [place, { ...chart, isGuessed }]),
  );
  return problemLines(plan(fleet, found).problems).filter((line) => line.includes("are text"));
}

describe("an annotation or a label in values", () => {
  it("is text, wherever it stands", () => {
    const todo = (value: unknown) =>
      `is ${String(value)}, and annotations and labels are text; write "${String(value)}"`;
    expect(saidOf(true)).toEqual([
      `home/proxy: value deployment.labels.tier ${todo(1)}`,
      `home/proxy: value deployment.podAnnotations["house.example/a"] ${todo(true)}`,
      `home/proxy: value extraObjects[0].metadata.annotations.x ${todo(false)}`,
    ]);
  });

  it("is what the chart makes of it, where that is known", () => {
    expect(saidOf(false)).toEqual([]);
  });
});
