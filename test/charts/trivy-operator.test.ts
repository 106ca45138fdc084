import { describe, expect, it } from "vitest";
import { prometheusAgent, prometheusOperatorCrds, trivyOperator } from "../../charts/index.ts";
import { renderedIn, titlesOf, valuesOf } from "./rendered.ts";

describe("trivy-operator", () => {
  it("reports what is severe and mended, from the severity on that it is told", () => {
    expect(valuesOf(renderedIn(trivyOperator()))).toMatchObject({
      trivy: { severity: "HIGH,CRITICAL", ignoreUnfixed: true },
      excludeNamespaces: "",
    });
    const told = { severity: "LOW", unfixed: true, ignore: ["lab", "kube-system"] } as const;
    expect(valuesOf(renderedIn(trivyOperator(told)))).toMatchObject({
      trivy: { severity: "LOW,MEDIUM,HIGH,CRITICAL", ignoreUnfixed: false },
      excludeNamespaces: "lab,kube-system",
    });
  });

  it("scans one image at a time, which capacity counts, and mounts nothing of its nodes", () => {
    const rendered = renderedIn(trivyOperator());
    expect(valuesOf(rendered).operator).toMatchObject({
      scanJobsConcurrentLimit: 1,
      infraAssessmentScannerEnabled: false,
    });
    expect(rendered.runTime.pods).toEqual([
      { name: "scan", replicas: 1, cpu: "50m", memory: "128Mi" },
    ]);
  });

  it("reads Secrets of other namespaces only when told", () => {
    const reads = (options = {}): unknown =>
      valuesOf(renderedIn(trivyOperator(options))).operator.accessGlobalSecretsAndServiceAccount;
    expect(reads()).toBe(false);
    expect(reads({ privateImages: true })).toBe(true);
  });

  it("shows metrics where somebody knows ServiceMonitors, and a dashboard where somebody shows them", () => {
    const alone = renderedIn(trivyOperator());
    expect(valuesOf(alone).serviceMonitor).toEqual({ enabled: false });
    expect(titlesOf(alone)).toEqual([]);
    const others = [
      prometheusOperatorCrds(),
      prometheusAgent({ sendTo: "https://metrics.example.org" }),
    ];
    const beside = renderedIn(trivyOperator(), others);
    expect(valuesOf(beside).serviceMonitor).toEqual({ enabled: true });
    expect(titlesOf(beside)).toEqual(['ConfigMap "dashboard-vulnerabilities"']);
  });
});
