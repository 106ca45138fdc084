import { describe, expect, it } from "vitest";
import { k3s } from "../../../charts/distributions/k3s.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { identityOf } from "../../../lib/kubernetes/manifest.ts";
import { fleet } from "../../fleets/house/index.ts";
import { certManagerKinds } from "../../../charts/parts/kinds/cert-manager.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Thing } from "../support/tiny.ts";
import {
  component,
  configMap,
  contentsOf,
  deployment,
  planned,
  plannedCluster,
  release,
  tinyChart,
  wavesOf,
} from "../support/tiny.ts";

const pool: Thing = { apiVersion: "a.example/v1", kind: "Pool", metadata: { name: "lan" } };
const poolChart = release("operator", { chart: tinyChart("operator", "a.example/Pool") });
const ingress: Thing = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "ui", annotations: { "cert-manager.io/cluster-issuer": "house" } },
  spec: { ingressClassName: "house" },
};
const storageChart = release("driver", { storageClasses: { fast: "Immediate" } });
const controller = component("controller", {
  provides: ["ingress"],
  chart: release("controller", { ingressClasses: ["house"] }),
});

function split(
  parts: Parameters<typeof component>[1],
  others: readonly AnyPlacement[] = [],
  more?: Partial<Cluster>,
): Record<string, string[]> {
  const plan = planned([component("x", parts), ...others], more);
  expect(plan.problems).toEqual([]);
  return Object.fromEntries(
    Object.entries(contentsOf(plan)).filter(([name]) => /^x(-|$)/.test(name)),
  );
}

describe("a component", () => {
  it("is one Application as long as nothing waits", () => {
    expect(split({ chart: release("c"), things: [configMap("a"), deployment("b")] })).toEqual({
      x: ["chart c", "ConfigMap a", "Deployment b"],
    });
  });

  it("keeps custom resources of its own chart for an Application of their own, one wave later", () => {
    const parts = { chart: poolChart, things: [pool, configMap("a")] };
    expect(split(parts)).toEqual({
      x: ["chart operator", "ConfigMap a"],
      "x-config": ["Pool lan"],
    });
    expect(wavesOf(planned([component("x", parts)]))).toEqual({ x: 0, "x-config": 1 });
  });

  it("puts with them what names them", () => {
    const certificates = release("c", {
      chart: tinyChart("c", "cert-manager.io/ClusterIssuer", "cert-manager.io/Certificate"),
    });
    const issuer = {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name: "house" },
      spec: {},
    };
    const things = [issuer, ingress, configMap("a")];
    expect(split({ chart: certificates, things }, [controller])).toEqual({
      x: ["chart c", "ConfigMap a"],
      "x-config": ["ClusterIssuer house", "Ingress ui"],
    });
  });

  it("leaves what its own workloads name beside them, custom resources too", () => {
    const issuer = {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: "self" },
      spec: { selfSigned: {} },
    };
    const certificate = {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "a" },
      spec: { secretName: "tls", issuerRef: { name: "self" } },
    };
    const pods = { volumes: [{ name: "tls", secret: { secretName: "tls" } }] };
    const kinds = component("kinds", {
      kinds: certManagerKinds,
      chart: release("kinds", {
        chart: tinyChart("kinds", "cert-manager.io/Issuer", "cert-manager.io/Certificate"),
      }),
    });
    expect(
      split(
        { provides: ["default-storage"], things: [issuer, certificate, deployment("web", pods)] },
        [kinds],
      ),
    ).toEqual({
      x: ["Certificate a", "Deployment web", "Issuer self"],
    });
  });

  it("sends the Ingress of a storage provider into the second part: the driver must not wait for it", () => {
    const parts = { chart: storageChart, things: [ingress, configMap("a")] };
    expect(split(parts, [controller])).toEqual({
      x: ["chart driver", "ConfigMap a"],
      "x-config": ["Ingress ui"],
    });
  });

  it.each([
    "cni",
    "load-balancer",
    "default-storage",
    "certificate-issuer",
    "secret-store",
  ] as const)("does the same for a provider of %s", (capability) => {
    const parts = { provides: [capability], chart: release("c"), things: [ingress] };
    expect(split(parts, [controller])).toEqual({ x: ["chart c"], "x-config": ["Ingress ui"] });
  });

  it.each(["dns", "logs", "metrics"] as const)(
    "keeps everything in one Application when it provides %s, which others find whenever it comes",
    (capability) => {
      const parts = { provides: [capability], chart: release("c"), things: [ingress] };
      expect(split(parts, [controller])).toEqual({ x: ["chart c", "Ingress ui"] });
    },
  );

  it("keeps everything of an app in one Application: nobody waits for it", () => {
    const things = [deployment("web"), ingress, configMap("a")];
    expect(split({ things }, [controller])).toEqual({
      x: ["ConfigMap a", "Deployment web", "Ingress ui"],
    });
  });

  it("keeps everything in one Application when it is what syncs the cluster, kinds or not", () => {
    const parts = { provides: ["deployer"] as const, chart: poolChart, things: [ingress] };
    expect(split(parts, [controller])).toEqual({ x: ["chart operator", "Ingress ui"] });
  });

  it("keeps everything in one Application without workloads", () => {
    const parts = { provides: ["default-storage"] as const, things: [configMap("a"), ingress] };
    expect(split(parts, [controller])).toEqual({ x: ["ConfigMap a", "Ingress ui"] });
  });

  it("keeps beside its workloads what waits for nothing more than they do", () => {
    const parts = {
      provides: ["default-storage"] as const,
      chart: release("driver"),
      things: [configMap("a"), configMap("b", { namespace: "shop" })],
      namespace: "storage",
    };
    expect(
      split(parts, [component("shop", { namespace: "shop", things: [configMap("c")] })]),
    ).toEqual({
      x: ["chart driver", "ConfigMap a", "ConfigMap b"],
    });
  });
});

describe("the split of a component", () => {
  const claim: Thing = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"] },
  };
  const service: Thing = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
  };
  const parts = {
    provides: ["secret-store"] as const,
    chart: release("c", { chart: tinyChart("c", "a.example/Pool") }),
    things: [ingress, claim, service, pool, configMap("a")],
  };
  const expected = {
    x: ["chart c", "ConfigMap a", "PersistentVolumeClaim data"],
    "x-config": ["Ingress ui", "Pool lan", "Service web"],
  };
  const others: Readonly<Record<string, readonly AnyPlacement[]>> = {
    "no other": [],
    "an Ingress controller": [controller],
    "an issuer": [
      component("authority", {
        provides: ["certificate-issuer"],
        chart: release("a", { chart: tinyChart("a", "cert-manager.io/ClusterIssuer") }),
        things: [
          {
            apiVersion: "cert-manager.io/v1",
            kind: "ClusterIssuer",
            metadata: { name: "house" },
            spec: {},
          },
        ],
      }),
    ],
    "a storage provider": [
      component("storage", { provides: ["default-storage"], chart: release("s") }),
    ],
    "a load balancer": [
      component("balancer", { provides: ["load-balancer"], chart: release("b") }),
    ],
    "a network with policies": [
      component("network", { provides: ["cni"], chart: release("n") }),
      component("policies", {
        things: [
          {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "deny" },
            spec: { podSelector: {} },
          },
        ],
      }),
    ],
  };

  it.each(Object.entries(others))(
    "is the same with %s in the cluster: an object that moved would change its owner",
    (_, placements) => expect(split(parts, placements)).toEqual(expected),
  );

  it("is the same with all of them, and with what the distribution brings", () => {
    expect(split(parts, Object.values(others).flat())).toEqual(expected);
    const bundled = ["flannel", "servicelb", "traefik", "local-storage"] as const;
    const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;
    expect(split(parts, [], { kubernetes })).toEqual(expected);
  });

  it.each(fleet.clusters.map((cluster) => [cluster.name, cluster] as const))(
    "is the same in cluster %s when any other component is taken out",
    (_, cluster) => {
      const homes = homesOf(cluster);
      for (const { name } of cluster.components) {
        const components = cluster.components.filter((placement) => placement.name !== name);
        for (const [object, home] of homesOf({ ...cluster, components }))
          expect
            .soft(`${object} in ${home} without ${name}`)
            .toBe(`${object} in ${homes.get(object) ?? home} without ${name}`);
      }
    },
  );
});

/** Identity of each object to its Application. */
function homesOf(cluster: Cluster): Map<string, string> {
  return new Map(
    plannedCluster(cluster).applications.flatMap(({ name, manifests }) =>
      manifests.map((manifest): [string, string] => [identityOf(manifest), name]),
    ),
  );
}
