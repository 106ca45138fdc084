import { describe, expect, it } from "vitest";
import { k3s } from "../../charts/distributions/k3s.ts";
import type { CiliumLoadBalancerOptions } from "../../charts/networking/cilium-load-balancer.ts";
import { cilium, ciliumLoadBalancer, metallb, traefik } from "../../charts/index.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { withMade } from "../support/charts.ts";
import { fleetOf, problemsOf as problemsOfFleet } from "../support/fleet.ts";
import { deployment, service } from "../support/objects.ts";
import { applicationOf, planned, reasonsOf } from "../lib/support/tiny.ts";
import { asYaml, manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const inLan = { loadBalancer: "10.1.0.100-10.1.0.109" };
const outside = { loadBalancer: "10.7.0.1-10.7.0.99" };
const bgp = { asn: 64512, peers: [{ address: "10.1.0.1", asn: 64513 }] };
const byArp = ciliumLoadBalancer({ announce: "l2" });
const byBgp = ciliumLoadBalancer({ announce: { bgp } });

describe("cilium-load-balancer", () => {
  it("gives the cluster's range and has every node answer ARP", () => {
    const rendered = renderedIn(byArp, [cilium({})], inLan);
    expect(titlesOf(rendered)).toEqual([
      'CiliumL2AnnouncementPolicy "lan"',
      'CiliumLoadBalancerIPPool "lan"',
    ]);
    expect(manifestOf(rendered, "CiliumLoadBalancerIPPool", "lan")["spec"]).toEqual({
      blocks: [{ start: "10.1.0.100", stop: "10.1.0.109" }],
    });
    expect(manifestOf(rendered, "CiliumL2AnnouncementPolicy", "lan")["spec"]).toEqual({
      loadBalancerIPs: true,
    });
    expect(rendered.provided.get("load-balancer")).toBe("cilium.io/CiliumLoadBalancerIPPool//lan");
  });

  it("answers on the interfaces that it is told", () => {
    const told = ciliumLoadBalancer({ announce: "l2", interfaces: ["^eth0$"] });
    const rendered = renderedIn(told, [cilium({})], inLan);
    expect(manifestOf(rendered, "CiliumL2AnnouncementPolicy", "lan")["spec"]).toMatchObject({
      interfaces: ["^eth0$"],
    });
  });

  it("tells routers of the addresses of every Service", async () => {
    const rendered = renderedIn(byBgp, [cilium({})], outside);
    expect(rendered.secrets).toEqual([]);
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/cilium-load-balancer/bgp.yaml");
  });

  it("opens its sessions with a password out of a Secret", () => {
    const rendered = renderedIn(
      ciliumLoadBalancer({ announce: { bgp: { ...bgp, password: true } } }),
      [cilium({})],
      outside,
    );
    expect(rendered.secrets).toEqual([{ name: "bgp", keys: ["password"] }]);
    expect(manifestOf(rendered, "CiliumBGPPeerConfig", "lan")["spec"]).toMatchObject({
      authSecretRef: "bgp",
    });
  });

  it.each<[string, CiliumLoadBalancerOptions, Partial<Cluster>, string]>([
    [
      "no range",
      { announce: "l2" },
      {},
      "has no addresses to give; set loadBalancer of cluster tiny to a range",
    ],
    [
      "interfaces for routers",
      { announce: { bgp }, interfaces: ["eth0"] },
      outside,
      "has interfaces, which answer ARP, and announces by BGP; leave them out",
    ],
    [
      "a routed range among the machines",
      { announce: { bgp } },
      inLan,
      "announces 10.1.0.100-10.1.0.109 by BGP, but it stands in network lan (10.1.0.0/24), whose machines ask no router for it; choose a range outside every network",
    ],
  ])("tells of %s", (_, options, cluster, message) => {
    expect(problemsOf(ciliumLoadBalancer(options), cluster)).toEqual([message]);
  });

  it("is asked for an address in Cilium's words", () => {
    const address = "10.1.0.100";
    const { service: asked } = valuesOf(
      renderedIn(traefik({ address }), [cilium({}), byArp], inLan),
    );
    expect(asked.annotations).toEqual({ "lbipam.cilium.io/ips": address });
  });

  it("comes when the operator runs, which makes its kinds", () => {
    const plan = planned([cilium({}), byArp], inLan);
    expect(Object.keys(reasonsOf(plan, "cilium-load-balancer"))).toEqual(["cilium"]);
    expect(applicationOf(plan, "cilium-load-balancer").wave).toBeGreaterThan(
      applicationOf(plan, "cilium").wave,
    );
  });
});

describe("cilium beside it", () => {
  const valuesBeside = (...others: Parameters<typeof renderedIn>[1] & object) =>
    valuesOf(renderedIn(cilium({}), others, inLan));

  it("answers ARP, with room for a lease of each address", () => {
    expect(valuesBeside(byArp)).toMatchObject({
      kubeProxyReplacement: "true",
      l2announcements: { enabled: true },
      k8sClientRateLimit: { qps: 50, burst: 100 },
    });
  });

  it("speaks BGP", () => {
    const values = valuesBeside(byBgp);
    expect(values).toMatchObject({ bgpControlPlane: { enabled: true } });
    expect(values).not.toHaveProperty("l2announcements");
  });

  it("does neither for a load balancer that tells the network itself", () => {
    for (const values of [valuesBeside(), valuesBeside(metallb())]) {
      expect(values).not.toHaveProperty("l2announcements");
      expect(values).not.toHaveProperty("bgpControlPlane");
    }
  });
});

describe("a fleet with it", () => {
  const bundled = ["coredns", "metrics-server", "local-storage"] as const;
  const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;
  const cluster = { kubernetes, ingress: undefined };
  const operator = { name: "cilium-operator", replicas: 1, cpu: "10m", memory: "10Mi" };
  const agents = () => withMade(cilium({}), importedChart("cilium")!, { pods: [operator] });

  it("is told of addresses that two clusters give, and of those that a cluster has for itself", () => {
    const routed = ciliumLoadBalancer({ announce: { bgp } });
    const range = "10.42.255.1-10.42.255.99";
    const home = { ...cluster, loadBalancer: range };
    expect(
      problemsOfFleet(fleetOf({ cluster: home, components: [agents(), routed], objects: [] })),
    ).toEqual([
      `home: load-balancer range ${range} overlaps pod CIDR 10.42.0.0/16; move one of them`,
    ]);
    const edge = { ...home, components: [agents(), routed] };
    expect(
      problemsOfFleet(
        fleetOf({
          cluster: { ...home, loadBalancer: "10.7.0.1-10.7.0.99" },
          edge: { ...edge, loadBalancer: "10.7.0.50-10.7.0.150" },
          components: [agents(), routed],
          objects: [],
        }),
      ).filter((line) => line.includes("10.7.0.")),
    ).toEqual([
      "edge: load-balancer range 10.7.0.50-10.7.0.150 overlaps home's load-balancer range 10.7.0.1-10.7.0.99; move one of them",
    ]);
  });

  it("is told of traffic that would be lost on a node without a pod", () => {
    const local = service({ type: "LoadBalancer", externalTrafficPolicy: "Local" });
    const objects = [deployment(), local];
    const components = [agents(), ciliumLoadBalancer({ announce: "l2" })];
    expect(problemsOfFleet(fleetOf({ cluster, objects, components }))).toEqual([
      'home/app: Service "web" has spec.externalTrafficPolicy Local, but the node that answers for its address may have no pod of it; set it to Cluster, or announce by BGP',
    ]);
    const routed = [agents(), ciliumLoadBalancer({ announce: { bgp } })];
    const home = { ...cluster, loadBalancer: "10.7.0.1-10.7.0.99" };
    expect(problemsOfFleet(fleetOf({ cluster: home, objects, components: routed }))).toEqual([]);
  });

  it("is told where the pods' network is another", () => {
    const flannel = { ...kubernetes, bundled: [...bundled, "flannel"] } as const;
    expect(
      problemsOfFleet(
        fleetOf({
          cluster: { ...cluster, kubernetes: flannel },
          components: [ciliumLoadBalancer({ announce: "l2" })],
          objects: [],
        }),
      ),
    ).toEqual([
      'home/cilium-load-balancer: CiliumL2AnnouncementPolicy "lan" is of apiVersion cilium.io/v2alpha1, whose kind CiliumL2AnnouncementPolicy nothing in this cluster brings; add the component that does',
      'home/cilium-load-balancer: CiliumLoadBalancerIPPool "lan" is of apiVersion cilium.io/v2, whose kind CiliumLoadBalancerIPPool nothing in this cluster brings; add the component that does',
    ]);
  });
});
