import { describe, expect, it } from "vitest";
import type { FleetRules, PlacedObjects } from "../../../lib/model/house-rules.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { configMap } from "../../support/objects.ts";

function linesOf(rules: FleetRules, hasEdge = false): string[] {
  const components = [component("more", { objects: [configMap("plain", { a: "b" })] })];
  const edge = hasEdge
    ? { components, podCidr: "10.44.0.0/16", serviceCidr: "10.45.0.0/16" }
    : undefined;
  return problemsOf(fleetOf({ components, edge, fleet: { rules } }));
}

const withoutOwner = ({ objects }: PlacedObjects): string[] =>
  objects
    .filter(({ kind, metadata }) => kind === "Deployment" && !metadata.labels?.["owner"])
    .map(({ metadata }) => `Deployment "${metadata.name}" has no label owner; add one`);

const titles = (placed: readonly PlacedObjects[]): string[] =>
  placed.flatMap(({ cluster, component: name, objects }) =>
    objects
      .filter(({ kind }) => kind === "ConfigMap")
      .map(() => `${cluster}/${name} has a map; drop it`),
  );

describe("rules of the house", () => {
  it("look at the objects of each placement", () => {
    expect(linesOf({ placement: [withoutOwner] })).toEqual([
      'home/app: Deployment "web" has no label owner; add one',
    ]);
  });

  it("look at all placements of a cluster, and of the fleet", () => {
    expect(linesOf({ cluster: [titles] })).toEqual(["home: home/more has a map; drop it"]);
    expect(linesOf({ fleet: [titles] }, true)).toEqual([
      "fleet: edge/more has a map; drop it",
      "fleet: home/more has a map; drop it",
    ]);
  });

  it("see what a transform has made", () => {
    const transforms: FleetRules["transforms"] = [
      (object) => ({
        ...object,
        metadata: { ...object.metadata, labels: { ...object.metadata.labels, owner: "me" } },
      }),
    ];
    const lines = linesOf({ placement: [withoutOwner], transforms });
    expect(lines.filter((line) => line.includes("label owner"))).toEqual([]);
  });

  it("are told when they fail, without a stack", () => {
    const fails = (): string[] => {
      throw new TypeError("no such field");
    };
    expect(linesOf({ fleet: [() => [], fails] })).toEqual([
      "fleet: rules.fleet[1] of the fleet fails: TypeError: no such field; mend the rule",
    ]);
  });
});
