import { describe, expect, it } from "vitest";
import { metallb, mqtt, prometheusOperatorCrds } from "../../charts/index.ts";
import { manifestOf, renderedIn, titlesOf } from "./rendered.ts";

const more = { loadBalancer: "10.1.0.100-10.1.0.110" };
const made = (options = {}) =>
  renderedIn(mqtt(options), [metallb(), prometheusOperatorCrds()], more);

function fileOf(app: string, options = {}): string {
  const { data } = manifestOf(made(options), "ConfigMap", `${app}-files`) as unknown as {
    data: Record<string, string>;
  };
  return Object.values(data).join("\n");
}

describe("mqtt", () => {
  it("lets nobody in without a password, and holds none", () => {
    expect(fileOf("broker")).toContain("allow_anonymous false");
    expect(fileOf("collector")).toContain('password = "${MQTT_PASSWORD}"');
    expect(made().secrets.map(({ name, keys }) => [name, ...keys])).toEqual([
      ["mqtt", "passwords", "username", "password"],
    ]);
  });

  it("makes metrics of the topics that it is told", () => {
    const text = fileOf("collector", { topics: ["garden/+/moisture"], format: "value" });
    expect(text).toContain('topics = ["garden/+/moisture"]');
    expect(text).toContain('data_format = "value"\n  data_type = "float"');
    expect(fileOf("collector")).not.toContain("data_type");
    expect(titlesOf(made())).toContain('ServiceMonitor "collector"');
  });

  it("stands on the network of the house where it is given an address", () => {
    const isThere = (options = {}) => titlesOf(made(options)).includes('Service "mqtt-house"');
    expect(isThere()).toBe(false);
    expect(isThere({ address: "10.1.0.105" })).toBe(true);
  });
});
