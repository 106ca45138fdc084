import { expect, it } from "vitest";
import { quicklyToldOf } from "../../support/compiler.ts";

/** Whatever a fleet's data may reach. */
const reached = ["charts", "clusters", "imports/values", "lib/kubernetes", "lib/model"];

it("finds nothing to say of what is sound without Node's own types, or each synth would look twice", () => {
  expect(quicklyToldOf(reached)).toBe("");
});
