import { describe, expect, it } from "vitest";
import {
  certManager,
  cilium,
  ciliumGateway,
  externalDns,
  gatewayApi,
  metallb,
  traefik,
} from "../../charts/index.ts";
import { ingress as ingressOf } from "../../charts/parts/ingress.ts";
import { exposedAt } from "../../charts/parts/harbor.ts";
import { app } from "../../charts/workload.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { manifestOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const ingress = { className: "traefik", issuer: "local-authority" };
const issuers = certManager({ authority: "local" });
const gate = traefik({ gateway: { hosts: ["www.example.org"] } });
const behindTraefik = [gatewayApi(), metallb(), gate, issuers];

const shop = (objects: (scope: Scope) => void) =>
  defineComponent({ name: "shop", layer: "apps", namespace: "shop", objects })();
const served = (host: string, more: object = {}) =>
  shop((scope) => ingressOf(scope, { service: "shop", port: "http", number: 80, host, ...more }));
const specOf = (placement: AnyPlacement, others: readonly AnyPlacement[], kind = "HTTPRoute") =>
  manifestOf(renderedIn(placement, others, { ingress }), kind, "shop")["spec"];

describe("a Gateway", () => {
  it("of Traefik has a listener for the cluster's domain and one for each further host", () => {
    const rendered = renderedIn(gate, [gatewayApi(), metallb(), issuers], { ingress });
    expect(titlesOf(rendered)).toEqual([
      'Certificate "wildcard"',
      'Certificate "www.example.org"',
      'Gateway "traefik"',
    ]);
    const all = { allowedRoutes: { namespaces: { from: "All" } } };
    const secure = (name: string, hostname: string, secret: string) => ({
      name,
      hostname,
      port: 8443,
      protocol: "HTTPS",
      tls: { mode: "Terminate", certificateRefs: [{ name: secret }] },
      ...all,
    });
    expect(manifestOf(rendered, "Gateway", "traefik")["spec"]).toEqual({
      gatewayClassName: "traefik",
      listeners: [
        { name: "http", port: 8000, protocol: "HTTP", ...all },
        secure("https", "*.tiny.house.example", "wildcard-tls"),
        secure("www.example.org", "www.example.org", "www.example.org-tls"),
      ],
    });
    expect(valuesOf(rendered)).toMatchObject({
      providers: { kubernetesGateway: { enabled: true } },
      gateway: { enabled: false },
    });
  });

  it("of Cilium answers at an address, leads on to HTTPS, and has Cilium serve it", () => {
    const address = "10.1.0.100";
    const more = { ingress: { ...ingress, className: "cilium" } };
    const gateway = ciliumGateway({ address });
    const rendered = renderedIn(gateway, [gatewayApi(), metallb(), cilium({}), issuers], more);
    expect(manifestOf(rendered, "Gateway", "gateway")["spec"]).toMatchObject({
      gatewayClassName: "cilium",
      infrastructure: { annotations: { "metallb.io/loadBalancerIPs": address } },
    });
    expect(manifestOf(rendered, "HTTPRoute", "to-https")["spec"]).toMatchObject({
      parentRefs: [{ name: "gateway", sectionName: "http" }],
      rules: [{ filters: [{ requestRedirect: { scheme: "https", statusCode: 301 } }] }],
    });
    const beside = [gatewayApi(), metallb(), gateway, issuers];
    expect(valuesOf(renderedIn(cilium({}), beside, more))["gatewayAPI"]).toEqual({
      enabled: true,
      gatewayClass: { create: "true" },
    });
    expect(valuesOf(renderedIn(cilium({}), behindTraefik, more))["gatewayAPI"]).toBeUndefined();
  });

  it("is told to those who read its routes", () => {
    const dns = externalDns({ server: "http://10.1.0.2" });
    const sources = (others: readonly AnyPlacement[]) =>
      valuesOf(renderedIn(dns, others, { ingress }))["sources"];
    expect(sources(behindTraefik)).toEqual(["ingress", "service", "gateway-httproute"]);
    expect(sources([metallb(), traefik({})])).toEqual(["ingress", "service"]);
    const config = (others: readonly AnyPlacement[]) =>
      valuesOf(renderedIn(issuers, others, { ingress }))["config"];
    expect(config([gatewayApi()])).toEqual({ enableGatewayAPI: true });
    expect(config([])).toBeUndefined();
  });
});

describe("a host behind a Gateway", () => {
  it.each([
    ["web.tiny.house.example", "https"],
    ["www.example.org", "www.example.org"],
  ])("%s is a route of listener %s", (host, sectionName) => {
    expect(specOf(served(host), behindTraefik)).toEqual({
      parentRefs: [{ name: "traefik", namespace: "traefik", sectionName }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ name: "shop", port: 80 }],
        },
      ],
    });
  });

  it("is a problem where the Gateway has no certificate for it", () => {
    const { issues } = renderedIn(
      served("a.b.tiny.house.example"),
      behindTraefik,
      { ingress },
      false,
    );
    expect(issues).toEqual([
      'is served at "a.b.tiny.house.example", but the Gateway has certificates for *.tiny.house.example; name it in hosts of what serves the Gateway',
    ]);
  });

  it("stays an Ingress where it asks for what no route can say", () => {
    const secret = "password";
    const kinds = titlesOf(
      renderedIn(served("web.tiny.house.example", { secret }), behindTraefik, { ingress }),
    );
    expect(kinds).toContain('Ingress "shop"');
    const alone = [gatewayApi(), metallb(), cilium({}), ciliumGateway({}), issuers];
    const target = "tunnel.example.net";
    const { issues } = renderedIn(
      served("web.tiny.house.example", { target }),
      alone,
      { ingress },
      false,
    );
    expect(issues).toEqual([
      'asks for target of "web.tiny.house.example", which no route of a Gateway can say; leave that out, or serve Ingress objects, too',
    ]);
  });

  it("is a route of an app, which lets in who serves it", () => {
    const image = "registry.example/shop:1.0.0";
    const hosts = {
      "web.tiny.house.example": { "/": "http", "/api": "api" },
      "www.example.org": "http",
    };
    const placed = shop((scope) => {
      app(scope, {
        name: "shop",
        image,
        port: 8080,
        ports: { api: { port: 9000, servicePort: 90 } },
        hosts,
      });
    });
    const rendered = renderedIn(placed, behindTraefik, { ingress });
    expect(manifestOf(rendered, "HTTPRoute", "shop")["spec"]).toMatchObject({
      hostnames: ["web.tiny.house.example"],
      rules: [
        { matches: [{ path: { value: "/" } }], backendRefs: [{ name: "shop", port: 80 }] },
        { matches: [{ path: { value: "/api" } }], backendRefs: [{ name: "shop", port: 90 }] },
      ],
    });
    expect(manifestOf(rendered, "HTTPRoute", "shop-2")["spec"]).toMatchObject({
      hostnames: ["www.example.org"],
    });
    expect(titlesOf(rendered)).not.toContain('Ingress "shop"');
    const cilia = [gatewayApi(), metallb(), cilium({}), ciliumGateway({}), issuers];
    const open = manifestOf(renderedIn(placed, cilia, { ingress }, false), "NetworkPolicy", "shop");
    expect((open["spec"] as { ingress: unknown }).ingress).toEqual([
      { ports: [8080, 9000].map((port) => ({ port, protocol: "TCP" })) },
    ]);
  });

  it("is one of Harbor's own", () => {
    let values: unknown;
    const placed = shop((scope) => void (values = exposedAt(scope, "harbor.tiny.house.example")));
    renderedIn(placed, behindTraefik, { ingress });
    expect(values).toEqual({
      externalURL: "https://harbor.tiny.house.example",
      expose: {
        type: "route",
        route: {
          parentRefs: [{ name: "traefik", namespace: "traefik", sectionName: "https" }],
          hosts: ["harbor.tiny.house.example"],
        },
        tls: { enabled: false },
      },
    });
  });
});
