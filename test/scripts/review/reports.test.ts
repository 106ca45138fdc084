import { describe, expect, it } from "vitest";
import { refusedBy, review } from "../../../lib/review/review.ts";
import { reviewText } from "../../../scripts/review/text.ts";
import { cases } from "./cases.ts";

describe("a review", () => {
  it.each(Object.entries(cases))("of %s reads as its report", async (name, { before, after }) => {
    const text = reviewText(review(before, after), { base: "before", head: "after" }, false);
    await expect(`${text}\n`).toMatchFileSnapshot(`reports/${name}.txt`);
  });

  it.each(Object.entries(cases).filter(([name]) => name.startsWith("harmless-")))(
    "warns of nothing that is harmless: %s",
    (_, { before, after }) => {
      const found = review(before, after);
      expect(found.findings.filter(({ level }) => level !== "note")).toEqual([]);
      expect(refusedBy(found)).toEqual([]);
    },
  );

  it("finds nothing between two trees that are the same", () => {
    for (const { before } of Object.values(cases))
      expect(review(before, before)).toMatchObject({ objects: [], findings: [] });
  });
});
