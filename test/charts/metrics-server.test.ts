import { describe, expect, it } from "vitest";
import { metricsServer, prometheusOperatorCrds } from "../../charts/index.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

describe("metrics-server", () => {
  it("provides what autoscaling needs", () => {
    expect(metricsServer({ kubelets: "signed" }).provides).toEqual(["pod-metrics"]);
  });

  it("verifies kubelets, but for those that signed their certificates themselves", () => {
    const argsOf = (kubelets: "signed" | "self-signed"): unknown =>
      valuesOf(renderedIn(metricsServer({ kubelets }))).args;
    expect(argsOf("signed")).toEqual([]);
    expect(argsOf("self-signed")).toEqual(["--kubelet-insecure-tls"]);
  });

  it("shows its own metrics where somebody knows ServiceMonitors", () => {
    const placement = metricsServer({ kubelets: "signed" });
    const shown = (enabled: boolean): object => ({
      metrics: { enabled },
      serviceMonitor: { enabled },
    });
    expect(valuesOf(renderedIn(placement))).toMatchObject(shown(false));
    expect(valuesOf(renderedIn(placement, [prometheusOperatorCrds()]))).toMatchObject(shown(true));
  });
});
