import { describe, expect, it } from "vitest";
import { descheduler, prometheusOperatorCrds } from "../../charts/index.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

describe("descheduler", () => {
  it("evicts every five minutes, by the policy of its chart", () => {
    const values = valuesOf(renderedIn(descheduler({})));
    expect(values).toMatchObject({ deschedulingInterval: "5m", cmdOptions: {} });
    expect(values).not.toHaveProperty("deschedulerPolicy");
  });

  it("evicts as often as it is told, or nothing", () => {
    const told = descheduler({ interval: "1h30m", dryRun: true });
    expect(valuesOf(renderedIn(told))).toMatchObject({
      deschedulingInterval: "1h30m",
      cmdOptions: { "dry-run": true },
    });
  });

  it.each(["5", "often", "0s", ""])('tells that "%s" is no interval', (interval) => {
    expect(problemsOf(descheduler({ interval }))).toEqual([
      `has interval "${interval}", not a length of time; write one, such as 5m`,
    ]);
  });

  it("takes any length of time", () => {
    for (const interval of ["90s", "1.5h", "1h30m"]) {
      expect(problemsOf(descheduler({ interval }))).toEqual([]);
    }
  });

  it("has a Service with its metrics where somebody knows ServiceMonitors", () => {
    const shown = (enabled: boolean): object => ({
      service: { enabled },
      serviceMonitor: { enabled },
    });
    expect(valuesOf(renderedIn(descheduler({})))).toMatchObject(shown(false));
    const beside = renderedIn(descheduler({}), [prometheusOperatorCrds()]);
    expect(valuesOf(beside)).toMatchObject(shown(true));
  });
});
