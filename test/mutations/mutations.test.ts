import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clusterFaults, fleetFaults } from "../../lib/build/sound.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { randomOf } from "../lib/support/random.ts";
import { makeProject, toldOf } from "../scripts/types/project.ts";
import type { FleetData } from "./fleets.ts";
import { fleetFrom, fleets } from "./fleets.ts";
import { mutate } from "./mutate.ts";
import { outcomeOf } from "./outcome.ts";

/** Another one finds other things; a run that failed is run again with its own. */
const seed = Number(process.env["STRATA_SEED"] ?? 1);

describe("data that is wrong somewhere", () => {
  it.each(Object.entries(fleets))("is that of a fleet without a problem: %s", (_, data) => {
    expect(outcomeOf(data)).toEqual({ kind: "plan", lines: [], bad: [] });
  });

  it.each([
    ["house", 900],
    ["lone", 700],
    ["hub", 400],
  ] as const)("is a problem with a place, or a plan: %s, %i times", (name, times) => {
    const kinds = new Set<string>();
    const bad: string[] = [];
    for (let i = 0; i < times; i++) {
      const { data, done } = mutate(fleets[name], randomOf(seed * 100_000 + i));
      const outcome = outcomeOf(data);
      kinds.add(outcome.kind);
      bad.push(...outcome.bad.map((one) => `${name} ${i}, ${done}: ${one.slice(0, 500)}`));
    }
    expect(bad).toEqual([]);
    // Some changes are none: another text for a note, a larger disk.
    expect([...kinds]).toEqual(expect.arrayContaining(["problems", "plan"]));
  });

  it("is told by the plan alone wherever the compiler would tell it", async () => {
    const samples = Array.from({ length: 60 }, (_, i) => {
      const name = i % 2 === 0 ? "house" : "lone";
      const { data } = mutate(dataOnly(fleets[name]!), randomOf(seed * 200_000 + i), true);
      return data as FleetData;
    }).filter((data) => !JSON.stringify(data).includes('"__proto__":'));
    const files = samples.map((data, i) => [`sample-${i}.ts`, sourceOf(data)] as const);
    const project = makeProject(Object.fromEntries(files));
    const lines = await toldOf(project);
    rmSync(project, { recursive: true });
    const compiled = samples.map((_, i) => lines.some((one) => one.includes(`sample-${i}.ts`)));
    const silent = samples.filter((data, i) => compiled[i] && outcomeOf(data).kind === "plan");
    expect(silent.map(sourceOf)).toEqual([]);
    const alone = samples.filter((data, i) => !compiled[i] && isFaulty(data));
    expect(alone.map(sourceOf)).toEqual([]);
    expect(new Set(compiled).size).toBe(2);
  });
});

/** Without components, whose code the compiler cannot see in data. */
function dataOnly({ clusters, ...rest }: FleetData): FleetData {
  return { ...rest, clusters: clusters.map((cluster) => ({ ...cluster, components: [] })) };
}

/** As somebody would write it in clusters/. */
function sourceOf({ clusters, site, ...rest }: FleetData): string {
  const list = Array.isArray(clusters)
    ? `[${clusters.map(clusterText).join(", ")}]`
    : JSON.stringify(clusters);
  const fields = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `import { k3d } from "../charts/distributions/k3d.ts";
import { k3s } from "../charts/distributions/k3s.ts";
import { defineCluster, defineFleet } from "../lib/model/cluster.ts";
import { defineSite } from "../lib/model/site.ts";
${site === undefined ? "" : `const site = defineSite(${JSON.stringify(site)});`}
export const fleet = defineFleet({
  ${[...(site === undefined ? [] : ["site"]), ...fields, ...(clusters === undefined ? [] : [`clusters: ${list}`])].join(",\n  ")}
});
`;
}

function clusterText(cluster: unknown): string {
  const text = JSON.stringify(cluster).replace(/"distribution":"(k3[ds])"/, '"distribution":$1');
  return typeof cluster === "object" && cluster !== null && !Array.isArray(cluster)
    ? `defineCluster({ site, ${text.slice(1)})`
    : text;
}

/** Whether the plan stops at the data itself. */
function isFaulty(data: FleetData): boolean {
  const fleet: Fleet = fleetFrom(data);
  const own = fleetFaults(fleet);
  return own.length > 0 || fleet.clusters.some((cluster) => clusterFaults(cluster).length > 0);
}
