import { describe, expect, it } from "vitest";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap } from "../../../support/objects.ts";

/** ConfigMaps that come in pairs, each of which names the other. */
const pairs = component("pairs", {
  objects: [
    configMap("left", { pair: "right" }),
    configMap("right", { pair: "left" }),
    configMap("lone", { pair: "gone" }),
  ],
  kinds: {
    "/ConfigMap": {
      *check({ metadata, ...manifest }, find) {
        const { pair } = manifest["data"] as { pair: string };
        if (find("", "ConfigMap", metadata.namespace ?? "", pair)) return;
        yield `has pair "${pair}", which is nowhere; add it`;
      },
    },
  },
});

describe("a kind", () => {
  it("is checked by the component that knows it, which sees what an object names", () => {
    expect(problemsOf(fleetOf({ components: [pairs] }))).toEqual([
      'home/pairs: ConfigMap "lone" has pair "gone", which is nowhere; add it',
    ]);
  });
});
