import { describe, expect, it } from "vitest";
import { k3s } from "../../../charts/distributions/k3s.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { minorOf } from "../../../lib/model/cluster-data.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import { fleetOf, problemsOf } from "../../support/fleet.ts";

const base = { layer: "apps", namespace: "default" } as const;

const logs = defineComponent({
  ...base,
  name: "logs",
  provides: {
    logs: { pushUrl: "http://logs.example/push", queryUrl: "http://logs.example" },
    metrics: { namespace: "default" },
  },
});
const web = defineComponent({ ...base, name: "web", needs: { ingress: "it has a host" } });
const shop = defineComponent({
  ...base,
  name: "shop",
  needs: { logs: "it sends its logs", "secret-store": "it has a password" },
});

const {
  components: _components,
  kubernetes,
  secretsFromBootstrap: _secrets,
  ...facts
} = fleetOf().clusters[0]!;
const bare = { ...kubernetes, distribution: k3s, bundled: [] } as const;
const given = { ...facts, kubernetes: bare };

describe("defineCluster", () => {
  it("takes components whose needs others and the distribution provide", () => {
    const cluster = defineCluster({
      ...facts,
      kubernetes: { ...bare, bundled: ["traefik"] },
      secretsFromBootstrap: { "default/login": ["password"] },
      components: [logs(), web(), shop()],
    });
    expect(cluster.components.map(({ name }) => name)).toEqual(["logs", "web", "shop"]);
  });

  it("refuses at compile time a component whose need nothing provides", () => {
    // @ts-expect-error missing capability: ingress
    const cluster = defineCluster({ ...given, components: [web()] });
    expect(problemsOf(fleetOf({ fleet: { clusters: [cluster] } }))).toEqual([
      "home/web: needs ingress (it has a host), which nothing in this cluster provides; add a component that does or drop web",
    ]);
  });

  it("names in the error what is missing", () => {
    type Given = Parameters<
      typeof defineCluster<readonly [ReturnType<typeof web>], typeof k3s, readonly [], undefined>
    >[0]["components"];
    const told: Given extends `missing capability: ${infer Name}` ? Name : never = "ingress";
    expect(told).toBe("ingress");
  });

  it("refuses at compile time each of several needs on its own", () => {
    const stored = { ...given, secretsFromBootstrap: {} };
    // @ts-expect-error missing capability: secret-store
    expect(defineCluster({ ...given, components: [logs(), shop()] })).toBeDefined();
    // @ts-expect-error missing capability: logs
    expect(defineCluster({ ...stored, components: [shop()] })).toBeDefined();
    // @ts-expect-error missing capability: logs or secret-store
    expect(defineCluster({ ...given, components: [shop()] })).toBeDefined();
  });

  it("refuses at compile time a part that the distribution does not bring", () => {
    const misspelt = { ...bare, bundled: ["traefk"] } as const;
    // @ts-expect-error "traefk" is no part of k3s
    const define = (): Cluster => defineCluster({ ...facts, kubernetes: misspelt, components: [] });
    expect(define).toBeTypeOf("function");
  });

  it("refuses at compile time options that a component does not have", () => {
    const sized = defineComponent({
      ...base,
      name: "sized",
      namespace: ({ size }: { readonly size: string }) => size,
    });
    // @ts-expect-error size is required
    expect(() => sized()).not.toThrow();
    // @ts-expect-error size is a string
    expect(() => sized({ size: 5 })).not.toThrow();
  });
});

describe("minorOf", () => {
  it.each([
    ["v1.36.2+k3s1", "1.36"],
    ["v1.9.0", "1.9"],
    ["latest", "latest"],
  ])("reads %s as %s", (version, minor) => {
    expect(minorOf(version)).toBe(minor);
  });
});
