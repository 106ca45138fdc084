import { describe, expect, it } from "vitest";
import { nodeFeatureDiscovery, prometheusOperatorCrds } from "../../charts/index.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

describe("node-feature-discovery", () => {
  it("labels nodes for the USB devices of the classes that it is told", () => {
    const configOf = (options: Parameters<typeof nodeFeatureDiscovery>[0]): unknown =>
      valuesOf(renderedIn(nodeFeatureDiscovery(options))).worker.config;
    expect(configOf({})).toEqual({});
    expect(configOf({ usbClasses: ["02", "ff"] })).toEqual({
      sources: { usb: { deviceClassWhitelist: ["02", "ff"] } },
    });
  });

  it("tells each class that is none", () => {
    expect(problemsOf(nodeFeatureDiscovery({ usbClasses: ["02", "2", "0x03", "FF"] }))).toEqual([
      'has USB class "2"; write two hexadecimal digits in lower case, such as "02"',
      'has USB class "0x03"; write two hexadecimal digits in lower case, such as "02"',
      'has USB class "FF"; write two hexadecimal digits in lower case, such as "02"',
    ]);
  });

  it("has its pods watched where somebody knows PodMonitors, and no hook of its own", () => {
    const values = { postDeleteCleanup: false, prometheus: { enable: false } };
    expect(valuesOf(renderedIn(nodeFeatureDiscovery({})))).toMatchObject(values);
    const beside = renderedIn(nodeFeatureDiscovery({}), [prometheusOperatorCrds()]);
    expect(valuesOf(beside)).toMatchObject({ prometheus: { enable: true } });
  });
});
