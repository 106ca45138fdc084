import { app } from "../../../../charts/parts/app/app.ts";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { identityOf } from "../../../../lib/kubernetes/manifest.ts";
import { defineComponent } from "../../../../lib/model/component.ts";
import { renderedIn } from "../../../charts/rendered.ts";
import { tinyNode } from "../../../lib/support/tiny.ts";
import type { Pair } from "./pairs.ts";

const own = { path: "/data", size: "1Gi" };
const shared = { ...own, access: "ReadWriteMany" as const, storageClass: "grows" };
const reason = "a test";

/** Ways to ask for one app; whoever has one may want another. */
const ways: Readonly<Record<string, Partial<AppOptions>>> = {
  "as it comes": {},
  "with a volume": { volumes: { data: own } },
  "with a larger volume": { volumes: { data: { ...own, size: "2Gi" } } },
  "with another volume": { volumes: { data: { emptyDir: {}, path: "/data" } } },
  "with a shared volume": { volumes: { data: shared }, replicas: 2 },
  "with a volume for each": { volumes: { data: { ...own, perReplica: true } } },
  "with two for each": {
    volumes: {
      data: { ...own, perReplica: true },
      other: { ...own, path: "/b", perReplica: true },
    },
    updates: "OnDelete",
  },
  "by hand": { updates: { maxSurge: 0, maxUnavailable: 1 }, replicas: 3 },
  "one by one": { updates: "Recreate" },
  critical: { critical: true, host: "shop.house.example" },
  scaled: { autoscale: { min: 2, max: 4, cpuPercent: 70 } },
  "with more ports": { ports: { dns: { port: 53, protocol: "UDP" }, "dns-tcp": 53 } },
  "with another port": { port: 9090, health: { tcp: "http" } },
  "on the nodes": { services: { shop: { type: "NodePort" } } },
  "in the house": { services: { shop: { type: "LoadBalancer", trafficPolicy: "Local" } } },
  "for everybody": { services: { shop: { type: "LoadBalancer" } } },
  "without an address": { services: { shop: { type: "headless" } } },
  "on the host": { privileges: { hostNetwork: reason, root: reason } },
  "with files": {
    files: { "/etc/shop.conf": "a" },
    health: false,
    environment: { A: "$(B)", B: "c" },
  },
  "with others": {
    init: { prepare: { image: "a.example/prepare:1", command: ["true"] } },
    sidecars: { proxy: { image: "a.example/proxy:1", ports: { proxy: 8443 } } },
    internet: true,
  },
};

/** Every object of an app that is asked for otherwise, for all ways and in all orders. */
export function appPairs(): Pair[] {
  const names = Object.keys(ways);
  const rendered = new Map(names.map((name) => [name, objectsOf(ways[name]!)]));
  const orders = names.flatMap((from) => names.map((to) => [from, to] as const));
  return orders.flatMap(([from, to], i) => {
    const others = rendered.get(to)!;
    return [...rendered.get(from)!].flatMap(([identity, before]): Pair[] => {
      const after = others.get(identity);
      if (!after || JSON.stringify(before) === JSON.stringify(after)) return [];
      const [one, other] = [before, after].map((object) => named(object, `-a${i}`));
      return [{ before: one!, after: other!, what: `app() ${from}, then ${to}` }];
    });
  });
}

function objectsOf(options: Partial<AppOptions>): Map<string, Manifest> {
  const placement = defineComponent({
    name: "shop",
    layer: "apps",
    namespace: "default",
    objects: (scope) =>
      app(scope, { name: "shop", image: "a.example/shop:1.0", port: 8080, ...options }),
  })();
  const { manifests } = renderedIn(placement, [], { nodes: [tinyNode("a"), tinyNode("b")] });
  return new Map(manifests.map((manifest) => [identityOf(manifest), manifest]));
}

function named(object: Manifest, suffix: string): Manifest {
  const { name, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name: `${name}${suffix}`, namespace: "default" } };
}
