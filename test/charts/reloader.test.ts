import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { prometheusOperatorCrds, reloader } from "../../charts/index.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

describe("reloader", () => {
  it("is the example of docs/components.md, word for word", () => {
    const source = readFileSync("charts/platform/reloader.ts", "utf8");
    expect(readFileSync("docs/components.md", "utf8")).toContain(`\`\`\`ts\n${source}\`\`\``);
  });

  it("restarts what asks for it, in all namespaces", () => {
    const { reloader: values } = valuesOf(renderedIn(reloader({})));
    expect(values).toMatchObject({ autoReloadAll: false, ignoreNamespaces: "" });
  });

  it("leaves namespaces alone, and restarts all else unasked, when told", () => {
    const told = reloader({ ignore: ["kube-system", "shop"], everything: true });
    expect(valuesOf(renderedIn(told)).reloader).toMatchObject({
      autoReloadAll: true,
      ignoreNamespaces: "kube-system,shop",
    });
  });

  it("has its pods watched where somebody knows PodMonitors", () => {
    const enabledBeside = (...others: AnyPlacement[]): unknown =>
      valuesOf(renderedIn(reloader({}), others)).reloader.podMonitor.enabled;
    expect(enabledBeside()).toBe(false);
    expect(enabledBeside(prometheusOperatorCrds())).toBe(true);
  });
});
