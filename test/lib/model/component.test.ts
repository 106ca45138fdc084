import { describe, expect, it } from "vitest";
import { bootstrapSecrets } from "../../../lib/model/bootstrap.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { asNeeded } from "../../../lib/model/node-needs.ts";
import { tinyCluster, tinyNode } from "../support/tiny.ts";

const base = { layer: "apps", namespace: "default" } as const;

interface Options {
  readonly host?: string;
}

const shop = defineComponent({
  ...base,
  name: "shop",
  needs: ({ host }: Options) => (host ? { ingress: "it has a host" } : {}),
  provides: ({ host }: Options) => (host ? { metrics: { namespace: "default" } } : {}),
});

describe("a component", () => {
  it("needs and provides what its options ask for", () => {
    const shown = shop({ host: "shop.house.example" });
    expect(shown).toMatchObject({
      needs: { ingress: "it has a host" },
      provides: ["metrics"],
      provisions: { metrics: { namespace: "default" } },
    });
    expect(shop()).toMatchObject({ needs: {}, provides: [], provisions: {} });
  });

  it("has the name of its placement before that of its options and its own", () => {
    const many = defineComponent({
      ...base,
      name: "many",
      instance: ({ host }: Options) => host,
    });
    expect([many(), many({ host: "a" }), many({ host: "a" }, { name: "b" })]).toMatchObject([
      { name: "many" },
      { name: "many-a" },
      { name: "b" },
    ]);
  });

  it("takes no options where it has none, but overrides behind them", () => {
    const plain = defineComponent({ ...base, name: "plain" });
    expect(plain({}, { namespace: "other" }).overrides).toEqual({ namespace: "other" });
    // @ts-expect-error it has no option
    expect(plain({ size: 1 })).toBeDefined();
  });
});

describe("Secrets that the bootstrap makes", () => {
  const asking = defineComponent({
    ...base,
    name: "asking",
    bootstrapSecrets: ({ host = "none" }: Options) => ({ login: [host] }),
  });
  const fixed = defineComponent({ ...base, name: "fixed", bootstrapSecrets: { key: ["a"] } });

  it("are those of the cluster and of its components, each in the namespace of its placement", () => {
    const components = [
      asking({ host: "web" }, { namespace: "shop" }) as AnyPlacement,
      fixed() as AnyPlacement,
    ];
    const secretsFromBootstrap = { "kube-system/s3": ["key"], "default/key": ["b"] };
    expect(bootstrapSecrets(tinyCluster(components))).toEqual({
      "shop/login": ["web"],
      "default/key": ["a"],
    });
    // What the cluster says counts more.
    expect(bootstrapSecrets(tinyCluster(components, { secretsFromBootstrap }))).toEqual({
      "shop/login": ["web"],
      "default/key": ["b"],
      "kube-system/s3": ["key"],
    });
  });
});

describe("what components need of a node", () => {
  const storage = defineComponent({
    ...base,
    name: "storage",
    node: ({ disks }) =>
      disks["data"]
        ? { labels: { storage: "yes", tier: "slow" }, annotations: { disk: disks["data"].size } }
        : undefined,
  })() as AnyPlacement;

  it("are labels and annotations, under those that the data of the node has", () => {
    const node = tinyNode("a", { disks: { data: { size: "1Ti" } }, labels: { tier: "fast" } });
    expect(asNeeded(node, tinyCluster([storage]))).toEqual({
      ...node,
      labels: { storage: "yes", tier: "fast" },
      annotations: { disk: "1Ti" },
    });
  });

  it("are none of a node that does not need them", () => {
    const node = tinyNode("a");
    expect(asNeeded(node, tinyCluster([storage]))).toBe(node);
  });
});
