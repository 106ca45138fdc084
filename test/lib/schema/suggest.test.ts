import { describe, expect, it } from "vitest";
import { nearest } from "../../../lib/schema/suggest.ts";

describe("nearest", () => {
  it.each([
    ["replica", "replicas"],
    ["contianers", "containers"],
    ["Image", "image"],
    ["imagePulPolicy", "imagePullPolicy"],
  ])("takes %s for %s", (word, meant) => {
    const fields = ["containers", "image", "imagePullPolicy", "imagePullSecrets", "replicas"];
    expect(nearest(word, fields)).toBe(meant);
  });

  it("suggests nothing that is far off", () => {
    expect(nearest("storage", ["containers", "replicas"])).toBeUndefined();
    expect(nearest("ab", ["cd"])).toBeUndefined();
  });

  it("has nothing to suggest from nothing", () => {
    expect(nearest("a", [])).toBeUndefined();
  });
});
