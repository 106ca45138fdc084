import { describe, expect, it } from "vitest";
import { applicationHealthCheck, defaultStallSeconds } from "../../../lib/argocd/health.ts";

describe("applicationHealthCheck", () => {
  it("calls what is stuck stalled after ten minutes, or after what it is told", () => {
    expect(defaultStallSeconds).toBe(600);
    expect(applicationHealthCheck()).toContain("os.time() - 600");
    expect(applicationHealthCheck(30)).toBe(
      applicationHealthCheck().replace("os.time() - 600", "os.time() - 30"),
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

  it("opens as many blocks as it ends", () => {
    const code = applicationHealthCheck()
      .replace(/--.*$/gm, "")
      .replace(/"[^"]*"/g, '""');
    const count = (word: RegExp): number => code.match(word)?.length ?? 0;
    expect(count(/\b(function|then|do)\b/g)).toBe(count(/\bend\b/g));
  });
});
