import { describe, expect, it } from "vitest";
import { k3s } from "../../../../charts/distributions/k3s.ts";
import { app } from "../../../../charts/parts/app/app.ts";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import type { Cluster } from "../../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../../lib/model/placement.ts";
import { defineComponent } from "../../../../lib/model/component.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { toYaml } from "../../../../lib/emit/yaml.ts";
import { renderedIn } from "../../rendered.ts";
import { component, release, tinyNode } from "../../../lib/support/tiny.ts";

const basic = { name: "shop", image: "a.example/shop:1.0", port: 8080 };
const two = [tinyNode("a"), tinyNode("b")];
const ingress = { className: "traefik", issuer: "house" };
const monitoring = component("monitoring", {
  namespace: "monitoring",
  provides: ["monitoring-crds", "metrics"],
  chart: release("monitoring"),
});

function manifestsOf(
  options: Partial<AppOptions>,
  others: readonly AnyPlacement[] = [],
  more: Partial<Cluster> = {},
): readonly Manifest[] {
  const placement = defineComponent({
    name: "shop",
    layer: "apps",
    namespace: "market",
    objects: (scope) => app(scope, { ...basic, ...options }),
  })();
  return renderedIn(placement, others, { nodes: two, ...more }).manifests;
}

/** By their kinds, of which there is one each. */
function objectsOf(...input: Parameters<typeof manifestsOf>): Record<string, Manifest> {
  return Object.fromEntries(manifestsOf(...input).map((manifest) => [manifest.kind, manifest]));
}

/** Loosely typed: a test knows what it looks for. */
// oxlint-disable-next-line no-explicit-any
function specOf(objects: Record<string, Manifest>, kind: string): any {
  return objects[kind]?.["spec"];
}

describe("app", () => {
  it("is a Deployment with Service, account and policy, and nothing that was not asked for", () => {
    expect(Object.keys(objectsOf({})).sort()).toEqual([
      "Deployment",
      "NetworkPolicy",
      "Service",
      "ServiceAccount",
    ]);
  });

  it("passes everything on that it is given", async () => {
    const manifests = manifestsOf(
      {
        host: "shop.house.example",
        replicas: 3,
        requests: { cpu: "10m", memory: "32Mi" },
        limits: { memory: "64Mi" },
        environment: { MODE: "on", ZONE: "1e3" },
        secrets: { TOKEN: { secret: "login", key: "token" } },
        volumes: {
          data: { path: "/data", size: "5Gi" },
          media: { path: "/media", size: "1Ti", storageClass: "slow" },
        },
        health: "/health",
        metrics: { path: "/metrics" },
        allowFrom: ["cart"],
        allowTo: ["stock"],
        internet: true,
        args: ["--port", "8080"],
        user: 1234,
        architecture: "arm64",
        critical: true,
      },
      [monitoring],
      { ingress },
    );
    const text = manifests.map(toYaml).join("---\n");
    await expect(text).toMatchFileSnapshot("snapshots/everything.yaml");
  });

  it("gives a volume to one pod at a time, and lets that pod write to it", () => {
    const volumes = { data: { path: "/data", size: "1Gi" } };
    const withVolume = specOf(objectsOf({ volumes }), "Deployment");
    expect(withVolume.strategy).toEqual({ type: "Recreate" });
    expect(withVolume.template.spec.securityContext.fsGroup).toBe(10001);
    const without = specOf(objectsOf({}), "Deployment");
    expect(without.strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
    });
    expect(without.template.spec.securityContext).not.toHaveProperty("fsGroup");
  });

  it("lets an autoscaler alone say how many there are", () => {
    const autoscale = { min: 2, max: 10, cpuPercent: 70 };
    const objects = objectsOf({ autoscale, critical: true });
    expect(specOf(objects, "Deployment")).not.toHaveProperty("replicas");
    expect(specOf(objects, "HorizontalPodAutoscaler")).toMatchObject({
      minReplicas: 2,
      maxReplicas: 10,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
    });
  });

  it("runs one, or two that are spread when it is critical, unless told how many", () => {
    expect(specOf(objectsOf({}), "Deployment").replicas).toBe(1);
    expect(specOf(objectsOf({ critical: true }), "Deployment").replicas).toBe(2);
    expect(specOf(objectsOf({ critical: true, replicas: 3 }), "Deployment").replicas).toBe(3);
  });

  it("survives the drain of a node when it is critical", () => {
    const objects = objectsOf({ critical: true });
    expect(specOf(objects, "PodDisruptionBudget")).toEqual({
      maxUnavailable: 1,
      selector: specOf(objects, "Deployment").selector,
    });
    expect(specOf(objects, "Deployment").template.spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ]);
    expect(objectsOf({})).not.toHaveProperty("PodDisruptionBudget");
  });

  it("has no budget on one node, which could never be drained", () => {
    const objects = objectsOf({ critical: true }, [], { nodes: [tinyNode("alone")] });
    expect(objects).not.toHaveProperty("PodDisruptionBudget");
  });

  it("has a monitor only where the kinds are there", () => {
    const metrics = { path: "/metrics" };
    expect(objectsOf({ metrics })).not.toHaveProperty("ServiceMonitor");
    expect(objectsOf({}, [monitoring])).not.toHaveProperty("ServiceMonitor");
    const objects = objectsOf({ metrics }, [monitoring]);
    expect(specOf(objects, "ServiceMonitor")).toEqual({
      selector: specOf(objects, "Deployment").selector,
      endpoints: [{ port: "http", path: "/metrics" }],
    });
  });

  it("is served at a host by the cluster's controller, with a certificate where there is an issuer", () => {
    const host = "shop.house.example";
    expect(objectsOf({})).not.toHaveProperty("Ingress");
    const served = objectsOf({ host }, [], { ingress });
    expect(served["Ingress"]?.metadata.annotations).toEqual({
      "cert-manager.io/cluster-issuer": "house",
    });
    expect(specOf(served, "Ingress")).toMatchObject({
      ingressClassName: "traefik",
      tls: [{ hosts: [host], secretName: "shop-tls" }],
      rules: [{ host }],
    });
    const bare = objectsOf({ host });
    expect(specOf(bare, "Ingress")).not.toHaveProperty("tls");
    expect(specOf(bare, "Ingress")).not.toHaveProperty("ingressClassName");
    expect(bare["Ingress"]?.metadata.annotations).toBeUndefined();
  });

  it("stays on nodes of its architecture when it has one", () => {
    const pods = (options: Partial<AppOptions>): object =>
      specOf(objectsOf(options), "Deployment").template.spec;
    expect(pods({ architecture: "arm64" })).toHaveProperty("nodeSelector", {
      "kubernetes.io/arch": "arm64",
    });
    expect(pods({})).not.toHaveProperty("nodeSelector");
  });
});

describe("the policy of an app", () => {
  const from = (name: string): object => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
  });
  const pods = (name: string): object => ({
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });
  const controller = component("controller", {
    namespace: "edge-proxy",
    provides: ["ingress"],
    chart: release("controller"),
  });
  const bundled = ["traefik"] as const;
  const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;

  it("lets nobody in and only DNS out by default", () => {
    const { ingress: incoming, egress, policyTypes } = specOf(objectsOf({}), "NetworkPolicy");
    expect(policyTypes).toEqual(["Ingress", "Egress"]);
    expect(incoming).toEqual([]);
    expect(egress).toHaveLength(1);
    expect(egress[0].ports.map(({ port }: { port: number }) => port)).toEqual([53, 53]);
  });

  it.each([
    ["the apps that it names", { allowFrom: ["cart"] }, [], {}, [pods("cart")]],
    [
      "the controller of its Ingress",
      { host: "a.example" },
      [controller],
      {},
      [from("edge-proxy")],
    ],
    [
      "a controller that the distribution brings",
      { host: "a.example" },
      [],
      { kubernetes },
      [from("kube-system")],
    ],
    ["who scrapes it", { metrics: { path: "/m" } }, [monitoring], {}, [from("monitoring")]],
    [
      "all of them",
      { allowFrom: ["cart"], host: "a.example", metrics: { path: "/m" } },
      [controller, monitoring],
      {},
      [pods("cart"), from("edge-proxy"), from("monitoring")],
    ],
  ])("lets %s in, at its port", (_, options, others, more, expected) => {
    const spec = specOf(objectsOf(options, others, more), "NetworkPolicy");
    expect(spec.ingress).toEqual([{ from: expected, ports: [{ port: 8080, protocol: "TCP" }] }]);
  });

  it("lets it out to the apps that it names", () => {
    expect(specOf(objectsOf({ allowTo: ["stock", "cart"] }), "NetworkPolicy").egress[1]).toEqual({
      to: [pods("stock"), pods("cart")],
    });
  });

  it("lets it out to the internet over HTTPS, but not to private networks", () => {
    expect(specOf(objectsOf({ internet: true }), "NetworkPolicy").egress[1]).toEqual({
      to: [
        {
          ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] },
        },
      ],
      ports: [{ port: 443, protocol: "TCP" }],
    });
  });
});
