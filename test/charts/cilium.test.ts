import { describe, expect, it } from "vitest";
import { cilium, prometheusOperatorCrds } from "../../charts/index.ts";
import { tinyNode } from "../lib/support/tiny.ts";
import { asYaml, renderedIn, valuesOf } from "./rendered.ts";

describe("cilium", () => {
  it("routes natively and answers from the serving node when told", async () => {
    await expect(asYaml(renderedIn(cilium({ performance: "native-dsr" })))).toMatchFileSnapshot(
      "snapshots/cilium/native-dsr.yaml",
    );
  });

  it("tunnels by default, and masquerades in either case", () => {
    expect(valuesOf(renderedIn(cilium({})))).not.toHaveProperty("routingMode");
    expect(valuesOf(renderedIn(cilium({}))).bpf).toEqual({ masquerade: true });
    expect(valuesOf(renderedIn(cilium({ performance: "native-dsr" }))).bpf).toEqual({
      masquerade: true,
    });
  });

  it("runs one operator on one node and two on more", () => {
    const nodes = ["a", "b", "c"].map((name) => tinyNode(name));
    expect(valuesOf(renderedIn(cilium({}))).operator.replicas).toBe(1);
    expect(valuesOf(renderedIn(cilium({}), [], { nodes })).operator.replicas).toBe(2);
  });

  it("has monitors only where their kinds are", () => {
    const monitors = (values: {
      prometheus: { serviceMonitor: object };
      hubble: { metrics: object };
    }) => [values.prometheus.serviceMonitor, values.hubble.metrics];
    expect(monitors(valuesOf(renderedIn(cilium({}))))).toMatchObject([
      { enabled: false, trustCRDsExist: false },
      { serviceMonitor: { enabled: false } },
    ]);
    const beside = renderedIn(cilium({}), [prometheusOperatorCrds()]);
    expect(monitors(valuesOf(beside))).toMatchObject([
      { enabled: true, trustCRDsExist: true },
      { serviceMonitor: { enabled: true } },
    ]);
    expect(beside.uses).toEqual([["monitoring-crds", "its values switch on a ServiceMonitor"]]);
  });
});
