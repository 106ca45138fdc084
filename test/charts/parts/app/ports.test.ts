import { k3s } from "../../../../charts/distributions.ts";
import { describe, expect, it } from "vitest";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import { component } from "../../../support/fleet.ts";
import { madeOf } from "./forms.ts";

const dns = {
  port: 8080,
  ports: { dns: 53, "dns-udp": { port: 53, protocol: "UDP" } },
} as const satisfies Partial<AppOptions>;

describe("the ports of an app", () => {
  it("are offered by one Service of its name, http as 80 and others as they are", () => {
    const { of, problems } = madeOf(dns);
    expect(problems).toEqual([]);
    expect(of("Deployment").spec.template.spec.containers[0].ports).toEqual([
      { name: "http", containerPort: 8080 },
      { name: "dns", containerPort: 53 },
      { name: "dns-udp", containerPort: 53, protocol: "UDP" },
    ]);
    expect(of("Service").spec.ports).toEqual([
      { name: "http", port: 80, targetPort: "http" },
      { name: "dns", port: 53, targetPort: "dns" },
      { name: "dns-udp", port: 53, targetPort: "dns-udp", protocol: "UDP" },
    ]);
  });

  it("may have another number outside", () => {
    const { of } = madeOf({ ports: { mqtt: { port: 1883, servicePort: 8883 } } });
    expect(of("Service").spec.ports).toEqual([{ name: "mqtt", port: 8883, targetPort: "mqtt" }]);
  });

  it("are none of a worker, which has no Service and no probes", () => {
    const { of, titles, problems } = madeOf({});
    expect(problems).toEqual([]);
    expect(titles).toEqual(['Deployment "shop"', 'NetworkPolicy "shop"', 'ServiceAccount "shop"']);
    expect(of("Deployment").spec.template.spec.containers[0]).not.toHaveProperty("livenessProbe");
  });
});

describe("a Service of an app", () => {
  const lan = (service: object) =>
    madeOf({ ...dns, services: { lan: service } } as Partial<AppOptions>);

  it("asks the load balancer for a fixed address, and is open to who comes from outside", () => {
    const { of, problems } = lan({
      type: "LoadBalancer",
      address: "10.0.0.115",
      sharing: "dns",
      sources: ["10.0.0.0/24"],
      trafficPolicy: "Local",
      ports: ["dns", "dns-udp"],
    });
    expect(problems).toEqual([]);
    expect(of("Service", "lan").metadata.annotations).toEqual({
      "balancer.example/loadBalancerIPs": "10.0.0.115",
      "balancer.example/sharing": "dns",
    });
    expect(of("Service", "lan").spec).toMatchObject({
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["10.0.0.0/24"],
      externalTrafficPolicy: "Local",
      ports: [{ port: 53 }, { port: 53, protocol: "UDP" }],
    });
    expect(of("NetworkPolicy").spec.ingress).toEqual([
      {
        ports: [
          { port: 53, protocol: "TCP" },
          { port: 53, protocol: "UDP" },
        ],
      },
    ]);
    expect(of("Service").spec).not.toHaveProperty("type");
  });

  it("is a port of every node", () => {
    const { of, problems } = lan({ type: "NodePort", ports: ["dns"], nodePorts: { dns: 30053 } });
    expect(problems).toEqual([]);
    expect(of("Service", "lan").spec).toMatchObject({
      type: "NodePort",
      ports: [{ name: "dns", nodePort: 30053 }],
    });
  });

  it("leads to the pods themselves", () => {
    expect(lan({ type: "headless" }).of("Service", "lan").spec).toMatchObject({
      clusterIP: "None",
    });
  });

  it("takes the place of the one that comes by itself", () => {
    const { of, titles } = madeOf({ port: 80, services: { shop: { type: "LoadBalancer" } } });
    expect(of("Service").spec.type).toBe("LoadBalancer");
    expect(titles.filter((title) => title.startsWith("Service "))).toEqual(['Service "shop"']);
  });

  it("is scraped once, whatever others there are", () => {
    const { of } = lan({ type: "LoadBalancer" });
    expect(of("Service", "lan").metadata.labels).toEqual({ "app.kubernetes.io/part-of": "shop" });
  });
});

describe("the hosts of an app", () => {
  it("have paths that lead to its ports, and one certificate", () => {
    const { of, problems } = madeOf({
      port: 8080,
      ports: { api: 9090 },
      host: "shop.house.example",
      hosts: {
        "api.house.example": "api",
        "all.house.example": { "/": "http", "/api": "api" },
      },
    });
    expect(problems).toEqual([]);
    const path = (to: string, name: string) => ({
      path: to,
      pathType: "Prefix",
      backend: { service: { name: "shop", port: { name } } },
    });
    expect(of("Ingress").spec).toMatchObject({
      tls: [
        {
          hosts: ["shop.house.example", "api.house.example", "all.house.example"],
          secretName: "shop-tls",
        },
      ],
      rules: [
        { host: "shop.house.example", http: { paths: [path("/", "http")] } },
        { host: "api.house.example", http: { paths: [path("/", "api")] } },
        { host: "all.house.example", http: { paths: [path("/", "http"), path("/api", "api")] } },
      ],
    });
  });
});

describe("ports that do not go together", () => {
  const rows: readonly (readonly [string, Partial<AppOptions>, readonly string[]])[] = [
    [
      "http twice",
      { port: 80, ports: { http: 81 } },
      ['app "shop" has port 80 and "http" in ports; drop one of them'],
    ],
    [
      "a host of a worker",
      { host: "shop.house.example" },
      [
        'app "shop" serves shop.house.example from port "http", which it does not have; add it or drop the name',
      ],
    ],
    [
      "a path to a port with a slip",
      { port: 80, hosts: { "shop.house.example": "htp" } },
      [
        'app "shop" serves shop.house.example from port "htp", which it does not have; did you mean "http"?',
      ],
    ],
    [
      "a Service of a worker",
      { services: { lan: { type: "ClusterIP" } } },
      ['app "shop" has Service "lan" and no port; give it port or ports'],
    ],
    [
      "a Service of a port that is not there",
      { port: 80, services: { lan: { type: "ClusterIP", ports: ["dns"] } } },
      ['app "shop" offers by Service "lan" port "dns", which it does not have; use one of http'],
    ],
    [
      "metrics at a port with a slip",
      { port: 80, metrics: { path: "/", port: "htttp" } },
      ['app "shop" tells metrics at port "htttp", which it does not have; did you mean "http"?'],
    ],
    [
      "a sidecar with a port of the app",
      { port: 80, sidecars: { proxy: { image: "a.example/proxy:1", ports: { http: 81 } } } },
      [
        'Service "shop" spec.ports[1] has the name "http" of [0]; change or remove one',
        'app "shop" has port "http" in two of its containers; rename one of them',
      ],
    ],
    [
      "health by gRPC at a port of a sidecar",
      {
        health: { grpc: "proxy" },
        sidecars: { beside: { image: "a.example/proxy:1", ports: { proxy: 81 } } },
      },
      [
        'app "shop" is asked for its health at port "proxy", which it does not have; add it or drop the name',
      ],
    ],
  ];

  it.each(rows)("are told: %s", (_, options, lines) => {
    expect(madeOf(options).problems).toEqual(lines.map((line) => `home/shop: ${line}`));
  });

  it("are told: a fixed address where nobody gives one, a shared one where nobody shares", () => {
    const problemsWith = (addresses: object | undefined): readonly string[] =>
      madeOf(
        {
          port: 80,
          services: { shop: { type: "LoadBalancer", address: "10.0.0.115", sharing: "web" } },
        },
        {
          components: [component("balancer", { provides: { "load-balancer": { addresses } } })],
        },
      ).problems;
    expect(problemsWith(undefined)).toEqual([
      'home/shop: Service "shop" asks for address 10.0.0.115, but what provides load-balancer gives no fixed ones; leave address out or add a component that does',
    ]);
    expect(problemsWith({ annotation: "balancer.example/loadBalancerIPs" })).toEqual([
      'home/shop: Service "shop" shares an address as "web", which what provides load-balancer does not do; leave sharing out',
    ]);
  });

  it("are told: a LoadBalancer where nobody balances, a host where nobody serves", () => {
    const { problems } = madeOf(
      { port: 80, host: "shop.house.example", services: { shop: { type: "LoadBalancer" } } },
      {
        components: [],
        cluster: {
          kubernetes: { distribution: k3s, version: "v1.36.2+k3s1", bundled: ["flannel"] },
          ingress: undefined,
        },
      },
    );
    expect(problems).toEqual(
      expect.arrayContaining([
        "home/shop: needs ingress (an Ingress serves its host), which nothing in this cluster provides; add a component that does or drop shop",
        "home/shop: needs load-balancer (a Service asks for an address), which nothing in this cluster provides; add a component that does or drop shop",
      ]),
    );
  });
});
