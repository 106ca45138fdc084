import { ApiObject } from "cdk8s";
import { describe, expect, it } from "vitest";
import { k3s } from "../../../charts/distributions/k3s.ts";
import { ClusterScopes } from "../../../lib/build/scope.ts";
import { unsealerOf } from "../../../lib/build/unsealer.ts";
import type { ComponentDefinition } from "../../../lib/model/definition.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { fleetOf, problemsOf } from "../../support/fleet.ts";
import { renderedIn } from "../../charts/rendered.ts";
import { component, tinyCluster } from "../support/tiny.ts";

const base = { layer: "apps", namespace: "default" } as const;

/** Reads where logs are pushed to, and keeps it. */
function reader(
  definition: Partial<ComponentDefinition<"reader", unknown, "logs", never, never>> = {},
) {
  return defineComponent({
    ...base,
    ...definition,
    name: "reader",
    objects: (scope) => keep(scope, scope.from("logs").pushUrl),
  })() as AnyPlacement;
}

function keep(scope: Scope, url: string): void {
  const metadata = { name: "logs" };
  new ApiObject(scope, "map", { apiVersion: "v1", kind: "ConfigMap", metadata, data: { url } });
}

const writer = (host: string) =>
  defineComponent({
    ...base,
    name: host,
    namespace: "logging",
    provides: {
      logs: ({ namespace, cluster }) => ({
        pushUrl: `http://${host}.${namespace}.svc/${cluster.name}`,
        queryUrl: "http://query.example",
      }),
    },
  })() as AnyPlacement;

const kept = (others: readonly AnyPlacement[], more = {}) =>
  renderedIn(reader(), others, more).manifests.map((one) => one["data"]);

describe("what a component hands over", () => {
  it("is made in the scope of who provides it", () => {
    expect(kept([writer("loki")])).toEqual([{ url: "http://loki.logging.svc/tiny" }]);
  });

  it("is that of the preferred provider", () => {
    const prefer = { logs: "other" };
    expect(kept([writer("loki"), writer("other")], { prefer })).toEqual([
      { url: "http://other.logging.svc/tiny" },
    ]);
  });

  it("is that of a part of the distribution where no component provides it", () => {
    const bundled = ["traefik"] as const;
    const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;
    const scopes = new ClusterScopes(tinyCluster([], { kubernetes }));
    expect(scopes.from("ingress")).toEqual({ namespace: "kube-system", service: "traefik" });
  });

  it("is nothing that provides itself by itself", () => {
    const circle = defineComponent({
      ...base,
      name: "circle",
      provides: { logs: (scope) => scope.from("logs") },
      objects: (scope) => void scope.from("logs"),
    })() as AnyPlacement;
    expect(renderedIn(circle).issues).toEqual([
      "reads capability logs to provide it itself; leave out one of the two",
    ]);
  });
});

describe("a capability that nothing provides", () => {
  it("is told where a component reads it without a need of it", () => {
    expect(problemsOf(fleetOf({ components: [reader()] }))).toEqual([
      "home/reader: reads capability logs, which nothing in this cluster provides; add a component that does",
    ]);
  });

  it("is told once where it is a need, too", () => {
    const needs = { logs: "it sends its logs" };
    expect(problemsOf(fleetOf({ components: [reader({ needs })] }))).toEqual([
      "home/reader: needs logs (it sends its logs), which nothing in this cluster provides; add a component that does or drop reader",
    ]);
  });
});

describe("a controller that unseals", () => {
  const store = (name: string, handed: object) =>
    defineComponent({
      ...base,
      name,
      provides: { "secret-store": { secret: () => {}, ...handed } },
    })() as AnyPlacement;

  it("is found by what it hands over, whoever serves", () => {
    const sealing = store("sealing", { sealingKeys: "keys.example/active=true" });
    const cluster = tinyCluster([store("vault", {}), component("a", {}), sealing]);
    expect(unsealerOf(cluster)).toEqual({ placement: sealing, keys: "keys.example/active=true" });
    expect(unsealerOf(tinyCluster([store("vault", {})]))).toBeUndefined();
  });
});
