import { describe, expect, it } from "vitest";
import { loki, opentelemetryCollector, tempo } from "../../charts/index.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

const configOf = (others: Parameters<typeof renderedIn>[1]) =>
  valuesOf(renderedIn(opentelemetryCollector(), others)).alternateConfig;

describe("opentelemetry-collector", () => {
  it("sends traces where the cluster keeps them, and logs where it keeps those", () => {
    expect(configOf([tempo()]).exporters).toEqual({
      "otlp_http/traces": { endpoint: "http://tempo.tempo.svc:4318" },
    });
    const both = configOf([tempo(), loki()]);
    expect(both.exporters["otlp_http/logs"]).toEqual({
      endpoint: "http://loki.monitoring.svc:3100/otlp",
    });
    expect(Object.keys(both.service.pipelines)).toEqual(["traces", "logs"]);
  });

  it("has an exporter and a receiver for each pipeline", () => {
    const { exporters, receivers, processors, service } = configOf([tempo(), loki()]);
    for (const pipeline of Object.values<Record<string, string[]>>(service.pipelines)) {
      for (const name of pipeline.exporters!) expect(exporters).toHaveProperty([name]);
      for (const name of pipeline.receivers!) expect(receivers).toHaveProperty([name]);
      for (const name of pipeline.processors!) expect(processors).toHaveProperty([name]);
    }
  });

  it("needs something that keeps traces", () => {
    expect(Object.keys(opentelemetryCollector().needs)).toEqual(["traces"]);
  });
});
