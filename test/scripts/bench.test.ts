import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Section } from "../../scripts/bench/report.ts";

const script = fileURLToPath(new URL("../../scripts/commands/bench.ts", import.meta.url));

function bench(...args: readonly string[]) {
  // Without PATH there is neither helm nor kubeconform, and no Go to build others with.
  const env = { ...process.env, PATH: "", BENCH_TOOLS: "", XDG_CACHE_HOME: "/nonexistent" };
  return spawnSync(process.execPath, [...process.execArgv, script, ...args], {
    env,
    encoding: "utf8",
  });
}

describe("bench", () => {
  it("measures generated fleets without the tools it compares with", () => {
    const { status, stdout } = bench(..."--only scale --clusters 1,2 --rounds 1 --json".split(" "));

    expect(status).toBe(0);
    const { sections } = JSON.parse(stdout) as { sections: Section[] };
    expect(sections.map(({ title }) => title)).toEqual([
      "1 generated cluster: 116 objects, least of 1 round",
      "2 generated clusters: 232 objects, least of 1 round",
    ]);
    for (const { objects, rows, phases, notes } of sections) {
      expect(objects).toBeGreaterThan(0);
      expect(rows.map(({ name }) => name)).toEqual(["synth, cold", "synth, unchanged"]);
      for (const { seconds, processSeconds, peakBytes } of rows) {
        expect(seconds).toBeGreaterThan(0);
        expect(processSeconds ?? 1).toBeGreaterThan(0);
        expect(peakBytes ?? 1).toBeGreaterThan(0);
      }
      expect(Math.min(...Object.values(phases ?? {}))).toBeGreaterThanOrEqual(0);
      for (const phase of ["render", "validate"] as const)
        expect(phases?.[phase], phase).toBeGreaterThan(0);
      expect(notes).toEqual([
        "helm + kubeconform left out: no helm and no kubeconform in BENCH_TOOLS or on PATH",
      ]);
    }
  });

  it("knows where the time goes", () => {
    const { stdout } = bench(..."--only scale --clusters 3 --rounds 1 --json".split(" "));

    const { sections } = JSON.parse(stdout) as { sections: Section[] };
    const { render = 0, order = 0, validate = 0, emit = 0, ...rest } = sections[0]!.phases!;
    expect(Math.min(render, validate)).toBeGreaterThan(0);
    expect(render + order + validate + emit).toBeGreaterThan(rest["other"]!);
  });

  it("measures generated objects without the others", () => {
    const { status, stdout } = bench(..."--only rivals --objects 40 --rounds 1 --json".split(" "));

    expect(status).toBe(0);
    const { sections } = JSON.parse(stdout) as { sections: Section[] };
    expect(sections).toMatchObject([
      {
        title: "40 generated objects beside others, least of 1 round",
        rows: [{ name: "synth, cold" }, { name: "synth, unchanged" }, { name: "Node's own start" }],
      },
    ]);
    const why = "left out: it is built by Go, which is not on PATH";
    expect(sections[0]!.notes).toContain(`kustomize ${why}`);
    expect(sections[0]!.notes).toContain(`jsonnet ${why}`);
  });

  it("says what it needs to measure charts", () => {
    const { status, stdout } = bench("--only", "charts", "--json");

    expect(status).toBe(0);
    const { sections } = JSON.parse(stdout) as { sections: Section[] };
    expect(sections).toMatchObject([
      {
        title: "60 generated charts, rendered at synth",
        rows: [],
        notes: ["left out: no helm in BENCH_TOOLS or on PATH"],
      },
    ]);
  });

  it.each([
    [
      "--only",
      "chart",
      '"chart" is none of fleet, diff, charts, rivals, scale; did you mean "charts"?',
    ],
    ["--clusters", "0", '"0" is no whole number from 1 to 65536'],
    ["--objects", "40,-1", '"-1" is no whole number from 1 to 65536'],
    ["--rounds", "many", '"many" is no whole number from 1 to 65536'],
  ])("says what is wrong with %s %s, and how it is used", (option, value, says) => {
    const { status, stderr } = bench(option, value);

    expect(status).toBe(1);
    expect(stderr.split("\n").slice(0, 2)).toEqual([says, ""]);
    expect(stderr).toContain("\nnpm run bench ");
  });
});
