import { describe, expect, it } from "vitest";
import { pairsOf, pairwise } from "../../support/pairs.ts";

const factors = { a: ["1", "2", "3"], b: ["x", "y"], c: ["p", "q", "r", "s"] };

describe("rows that hold all pairs", () => {
  it("hold each of them, and are few", () => {
    const rows = pairwise(factors);
    for (const pair of pairsOf(factors, () => true))
      expect(rows).toContainEqual(expect.objectContaining(pair));
    expect(rows.length).toBeGreaterThanOrEqual(12);
    expect(rows.length).toBeLessThan(18);
  });

  it("hold none that cannot stand together", () => {
    const isAllowed = ({ a, b }: Readonly<Record<string, string>>): boolean =>
      !(a === "1" && b === "x");
    const rows = pairwise(factors, isAllowed);
    expect(rows.every(isAllowed)).toBe(true);
    for (const pair of pairsOf(factors, isAllowed))
      expect(rows).toContainEqual(expect.objectContaining(pair));
  });
});
