import { describe, expect, it } from "vitest";
import { kubeVip, traefik } from "../../charts/index.ts";
import { manifestOf, problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const more = { loadBalancer: "10.1.0.100-10.1.0.110" };

describe("kube-vip", () => {
  it("gives out the cluster's range, and has Services ask for fixed addresses", () => {
    const rendered = renderedIn(kubeVip(), [], more);
    expect(manifestOf(rendered, "ConfigMap", "kubevip")["data"]).toEqual({
      "range-global": more.loadBalancer,
    });
    const proxy = renderedIn(traefik({ address: "10.1.0.101" }), [kubeVip()], more);
    expect(valuesOf(proxy).service.annotations).toEqual({
      "kube-vip.io/loadbalancerIPs": "10.1.0.101",
    });
  });

  it("leaves the API server's address to the static pods of the bootstrap, and their port", () => {
    const { env } = valuesOf(renderedIn(kubeVip({ interface: "eth0" }), [], more));
    expect(env).toMatchObject({ lb_enable: "false", vip_interface: "eth0" });
    expect(env.prometheus_server).not.toBe(":2112");
    expect(env).not.toHaveProperty("cp_enable");
  });

  it("asks for a range", () => {
    expect(problemsOf(kubeVip()).join()).toContain("has no addresses to give");
    expect(problemsOf(kubeVip(), more)).toEqual([]);
  });
});
