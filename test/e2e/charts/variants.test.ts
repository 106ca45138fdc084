import { describe, expect, it } from "vitest";
import type { Release } from "../../../lib/model/release.ts";
import { variantsOf } from "./variants.ts";

const use = (values: object) => ({
  release: { name: "app", values } as Release,
  namespace: "apps",
  objects: "a.yaml",
});

describe("variantsOf", () => {
  it("names the values that tell one use of a chart from the others", () => {
    const [one, other] = variantsOf([
      use({ replicas: 2, image: { tag: "1" }, monitor: { enabled: true }, hosts: ["a"] }),
      use({ replicas: 1, image: { tag: "1" }, hosts: ["b"] }),
    ]);
    expect(one).toEqual({
      release: "app",
      namespace: "apps",
      objects: "a.yaml",
      marks: [
        { path: ["replicas"], value: "2" },
        { path: ["monitor", "enabled"], value: "true" },
      ],
    });
    expect(other?.marks).toEqual([{ path: ["replicas"], value: "1" }]);
  });

  it("names none where there is one use", () => {
    expect(variantsOf([use({ replicas: 2 })])[0]?.marks).toEqual([]);
  });
});
