import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as catalogue from "../../charts/index.ts";
import { identity } from "../../lib/kubernetes/manifest.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { runningFacts } from "../../scripts/catalogue/facts.ts";
import { planSample } from "../../scripts/catalogue/sample.ts";
import {
  cataloguePage,
  cataloguePath,
  readmePath,
  withList,
} from "../../scripts/catalogue/page.ts";
import { readSource } from "../../scripts/catalogue/source.ts";

describe("docs/catalogue.md", () => {
  it("is what the components say; npm run catalogue writes it", async () => {
    expect(readFileSync(cataloguePath, "utf8")).toBe(await cataloguePage());
  });

  it("has its list in README.md, where that has the place for it", () => {
    expect(readFileSync(readmePath, "utf8")).toBe(withList(readFileSync(readmePath, "utf8")));
    expect(withList("Mine.\n")).toBe("Mine.\n");
  });

  const plan = planSample();
  const definitions = plan.components.flatMap(({ placement }) => placement?.definition ?? []);

  it("knows what each component costs: the sample has them all, and builds", () => {
    const all = Object.values(catalogue as Readonly<Record<string, unknown>>).map(
      (one) => (one as (options: object) => AnyPlacement)({}).definition.name,
    );
    expect(definitions.map(({ name }) => name).toSorted()).toEqual(all.toSorted());
    expect(plan.problems).toEqual([]);
  });

  it("leads to the documentation of all that is not of one house", () => {
    const without = definitions.filter(({ about }) => !about?.docs?.startsWith("https://"));
    expect(without.map(({ name }) => name)).toEqual(["portfolio-site", "vulnerability-scanner"]);
  });

  it("names Secrets that there are, with their keys, for a first login", () => {
    const logins = plan.components.flatMap(({ namespace, placement }) => {
      const { login } = placement?.definition.about ?? {};
      return typeof login === "object" ? [{ namespace, ...login }] : [];
    });
    expect(logins.length).toBeGreaterThan(3);
    for (const { namespace, secret, keys } of logins) {
      const known = plan.index.keys.get(identity("", "Secret", namespace, secret));
      for (const key of keys) expect([...(known ?? [])], secret).toContain(key);
    }
  });

  it("says how to get into whatever has a page", () => {
    for (const { name, about } of definitions.filter((one) => one.layer !== "apps")) {
      const facts = new Map(runningFacts(name, plan));
      if (facts.has("web page")) expect(about?.login, name).toBeDefined();
    }
  });

  it("tells of each option what it means", async () => {
    const rows = (await cataloguePage()).split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) expect(row.split(" | ").at(-1)!.trim(), row).toMatch(/\w{3,}.* \|$/);
  });
});

it("reads meaning and default of options from their docstrings", () => {
  const text = `
export interface TeaOptions {
  /** Of a pot. @default 2 */
  readonly cups?: number;
  /**
   * Green or black,
   * as on the box.
   */
  readonly kind: "green" | "black";
}

/** Makes tea. */
export const tea = defineComponent({});
`;
  expect(readSource(text)).toEqual({
    summary: "Makes tea.",
    options: [
      { name: "cups", type: "number", isOptional: true, meaning: "Of a pot.", default: "2" },
      {
        name: "kind",
        type: '"green" | "black"',
        isOptional: false,
        meaning: "Green or black, as on the box.",
      },
    ],
  });
});
