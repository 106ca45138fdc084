import { expect, it } from "vitest";
import { quicklyToldOf } from "../../../support/compiler.ts";

it("a mistake in the options of an app is the compiler's to refuse", () => {
  expect(quicklyToldOf(["test/charts/parts/app/mistakes.ts"])).toBe("");
});
