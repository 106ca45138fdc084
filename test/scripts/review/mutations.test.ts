import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { parseObjects } from "../../../lib/kubernetes/parse.ts";
import { isMadeAnew } from "../../../lib/kubernetes/transition/immutable.ts";
import { refusedChanges } from "../../../lib/kubernetes/transition/refused.ts";
import { review } from "../../../lib/review/review.ts";
import { reviewMarkdown } from "../../../scripts/review/markdown.ts";
import { reviewText } from "../../../scripts/review/text.ts";
import { mutationsOf } from "../../e2e/validator/mutations.ts";
import { pick, randomOf } from "../../lib/support/random.ts";
import { home, shop } from "./shop.ts";

const folder = "test/e2e/validator/samples";
const samples = readdirSync(folder)
  .toSorted()
  .flatMap((name) => parseObjects(readFileSync(`${folder}/${name}`, "utf8")));

const random = randomOf(16);
const bySample = samples.map(mutationsOf).filter(({ length }) => length > 0);
/** Objects of many kinds with one thing changed; many are nonsense, as data that comes without a check may be. */
const pairs = Array.from({ length: 1500 }, () => pick(random, pick(random, bySample))).map(
  (mutation) => ({ base: mutation.base, object: mutation.make() }),
);

/** What the gate goes by, asked directly. */
function isRefused(before: Manifest, after: Manifest): boolean {
  if (isMadeAnew(before) || isMadeAnew(after)) return false;
  return refusedChanges(before, after).length > 0;
}

function isWhole({ apiVersion, kind, metadata }: Manifest): boolean {
  return [apiVersion, kind, metadata?.name].every((one) => typeof one === "string" && one !== "");
}

const compared = { base: "before", head: "after" };

describe("a review of any change", () => {
  it("refuses what is known of updates that no sync gets past, and nothing else as such", () => {
    const told = pairs.filter(({ base, object }) => {
      if (!isWhole(object) || object.metadata.name !== base.metadata.name) return false;
      const { findings } = review(shop([base], []).before, shop([], [object]).after);
      const found = findings.some(({ rule }) => rule === "update-refused");
      expect(found, JSON.stringify([base, object])).toBe(isRefused(base, object));
      return found;
    });
    expect(told.length).toBeGreaterThan(50);
  });

  it("ends in a report, whatever the objects are like, and in the same one for the same objects", () => {
    for (const { base, object } of pairs) {
      const { before } = shop([base], []);
      const { after } = shop([], isWhole(object) ? [object] : []);
      const texts = [1, 2].map(() => {
        const found = review(before, after);
        return reviewText(found, compared, false) + reviewMarkdown(found, compared);
      });
      expect(texts[0]).toBe(texts[1]);
    }
  });

  it("does so for what a chart makes, too", () => {
    for (const { base, object } of pairs.filter((pair) => isWhole(pair.object)).slice(0, 500)) {
      const { before, after } = home(
        { shop: { chart: { makes: [base] } } },
        { shop: { chart: { makes: [object] } } },
      );
      expect(reviewText(review(before, after), compared, false)).toMatch(/^from before to after\n/);
    }
  });
});
