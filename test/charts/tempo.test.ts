import { describe, expect, it } from "vitest";
import {
  kubePrometheusStack,
  objectStore,
  prometheusOperatorCrds,
  tempo,
} from "../../charts/index.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

const store = objectStore({ endpoint: "http://10.1.0.5:9000", region: "home" });

describe("tempo", () => {
  it("keeps traces for a week on a volume, or as it is told", () => {
    expect(valuesOf(renderedIn(tempo()))).toMatchObject({
      tempo: { retention: "168h" },
      persistence: { enabled: true, size: "10Gi" },
    });
    const told = renderedIn(tempo({ retention: "24h", storage: "2Gi" }));
    expect(valuesOf(told)).toMatchObject({
      tempo: { retention: "24h" },
      persistence: { size: "2Gi" },
    });
    expect(valuesOf(told).tempo).not.toHaveProperty("storage");
  });

  it("keeps them in a bucket when told, with the key of that", () => {
    const placement = tempo({ bucket: "traces" });
    expect(Object.keys(placement.needs)).toEqual([
      "default-storage",
      "object-storage",
      "secret-store",
    ]);
    const made = renderedIn(placement, [store]);
    expect(valuesOf(made).tempo).toMatchObject({
      storage: {
        trace: {
          backend: "s3",
          s3: {
            bucket: "traces",
            endpoint: "10.1.0.5:9000",
            region: "home",
            forcepathstyle: true,
            insecure: true,
          },
        },
      },
      extraEnvFrom: [{ secretRef: { name: "bucket-traces" } }],
    });
  });

  it("is a source of Grafana where it is", () => {
    const grafana = kubePrometheusStack({ host: "grafana.house.example" });
    const sources = (others: Parameters<typeof renderedIn>[1]): unknown =>
      valuesOf(renderedIn(grafana, [prometheusOperatorCrds(), ...others!])).grafana
        .additionalDataSources;
    expect(sources([])).toEqual([]);
    expect(sources([tempo()])).toMatchObject([
      { type: "tempo", url: "http://tempo.tempo.svc:3200" },
    ]);
  });

  it("takes traces from apps of any namespace", () => {
    expect(renderedIn(tempo()).traffic.from).toMatchObject([
      { who: "anyone", ports: [4317, 4318] },
    ]);
  });

  it("shows its metrics where somebody knows ServiceMonitors", () => {
    const shown = (others: Parameters<typeof renderedIn>[1]): unknown =>
      valuesOf(renderedIn(tempo(), others)).serviceMonitor;
    expect(shown([])).toEqual({ enabled: false });
    expect(shown([prometheusOperatorCrds()])).toEqual({ enabled: true });
  });
});
