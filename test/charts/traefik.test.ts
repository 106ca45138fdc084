import { describe, expect, it } from "vitest";
import { k3s } from "../../charts/distributions/k3s.ts";
import { certManager, metallb, traefik } from "../../charts/index.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { asYaml, manifestOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const loadBalancer = "10.1.0.100-10.1.0.109";
const address = "10.1.0.100";
const ingress = { className: "traefik", issuer: "local-authority" };
const issuers = certManager({ authority: "local" });

const otherBalancer = defineComponent({
  name: "other-balancer",
  layer: "networking",
  namespace: "kube-system",
  provides: { "load-balancer": { addresses: { annotation: "lbipam.cilium.io/ips" } } },
})();

describe("traefik", () => {
  it.each([
    ["MetalLB", [], [metallb()], { "metallb.io/loadBalancerIPs": address }],
    ["another provider", [], [otherBalancer], { "lbipam.cilium.io/ips": address }],
    ["nobody who gives fixed addresses", ["servicelb"], [], {}],
  ] as const)(
    "asks %s for its address in the provider's words",
    (_, bundled, others, annotations) => {
      const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;
      const rendered = renderedIn(traefik({ address }), others, { loadBalancer, kubernetes });
      const { service } = valuesOf(rendered);
      expect(service.annotations).toEqual(annotations);
    },
  );

  it("asks the preferred provider where there are two", () => {
    const prefer = { "load-balancer": "other-balancer" };
    const { service } = valuesOf(
      renderedIn(traefik({ address }), [metallb(), otherBalancer], { prefer }),
    );
    expect(service.annotations).toEqual({ "lbipam.cilium.io/ips": address });
  });

  it("takes any address without one", () => {
    expect(valuesOf(renderedIn(traefik({}), [metallb()])).service.annotations).toEqual({});
  });

  it("serves a wildcard certificate of the cluster's issuer", async () => {
    const rendered = renderedIn(traefik({}), [issuers], { ingress });
    expect(titlesOf(rendered)).toEqual(['Certificate "wildcard"', 'TLSStore "default"']);
    expect(manifestOf(rendered, "Certificate", "wildcard")["spec"]).toMatchObject({
      dnsNames: ["*.tiny.house.example"],
      issuerRef: { kind: "ClusterIssuer", name: "local-authority" },
    });
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/traefik/certificate.yaml");
  });

  it.each([
    ["names no issuer", [issuers], {}],
    ["has nobody who issues", [], { ingress }],
  ])("has no certificate of its own when the cluster %s", (_, others, more) => {
    expect(titlesOf(renderedIn(traefik({}), others, more, false))).toEqual([]);
  });
});
