import { describe, expect, it } from "vitest";
import {
  applicationHealthCheck,
  defaultStallSeconds,
  healthChecks,
} from "../../../lib/emit/health.ts";

describe("applicationHealthCheck", () => {
  it("calls what is stuck stalled after ten minutes, or after what it is told", () => {
    expect(defaultStallSeconds).toBe(600);
    expect(applicationHealthCheck()).toContain("limit or 600");
    expect(applicationHealthCheck(45)).toBe(
      applicationHealthCheck().replace("limit or 600", "limit or 45"),
    );
  });

  it("uses no library that Argo CD's Lua does not have", () => {
    const script = applicationHealthCheck();
    expect(script.startsWith('local os = require("os")\n')).toBe(true);
    expect(script.match(/require\("(\w+)"\)/g)).toEqual(['require("os")']);
    expect(script).not.toMatch(/\b(string|math|io|debug|coroutine|package|utf8)\s*\.|:\w+\(/);
    for (const [, name] of script.matchAll(/\bos\.(\w+)/g))
      expect(["date", "time"]).toContain(name);
  });

  it("takes what was applied for done only after a comparison that began when the sync had ended", () => {
    const script = applicationHealthCheck();
    const applied = script.slice(script.indexOf("local function appliedThisSpec()"));
    expect(applied).toMatch(/finish >= seenBefore or finish >= \(status\.reconciledAt or finish\)/);
  });

  it("looks for a newer commit soon where a revision is missing", () => {
    expect(applicationHealthCheck()).toMatch(
      /== "ComparisonError" then\n +return waitingSince\(condition\.lastTransitionTime, .+, 30\)/,
    );
  });
});

describe("healthChecks", () => {
  it("are those of Applications, and of definitions, whose change wakes nobody", () => {
    expect(Object.keys(healthChecks())).toEqual([
      "resource.customizations.health.argoproj.io_Application",
      "resource.customizations.health.apiextensions.k8s.io_CustomResourceDefinition",
    ]);
    expect(Object.values(healthChecks(45))[0]).toBe(applicationHealthCheck(45));
    expect(Object.values(healthChecks())[1]).not.toContain("Progressing");
  });

  it.each(Object.entries(healthChecks()))("open as many blocks as they end: %s", (_, script) => {
    const code = script.replace(/--.*$/gm, "").replace(/"[^"]*"/g, '""');
    const count = (word: RegExp): number => code.match(word)?.length ?? 0;
    expect(count(/\b(function|then|do)\b/g)).toBe(count(/\bend\b/g));
  });
});
