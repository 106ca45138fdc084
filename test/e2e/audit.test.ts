import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { milliseconds, readWrites } from "./audit.ts";

const directory = mkdtempSync(join(tmpdir(), "strata-audit-"));
afterAll(() => rmSync(directory, { recursive: true }));

function eventOf(change: object = {}): object {
  return {
    verb: "patch",
    requestURI: "/api/v1/namespaces/apps/services/web?fieldManager=argocd-controller",
    requestReceivedTimestamp: "2026-11-21T11:47:30.123456Z",
    userAgent: "argocd/v1.36.1",
    objectRef: { resource: "services", namespace: "apps", name: "web" },
    responseStatus: { code: 200 },
    ...change,
  };
}

function read(...lines: readonly (object | string)[]): ReturnType<typeof readWrites> {
  const file = join(directory, "audit.log");
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(file, texts.join("\n"));
  return readWrites(file);
}

describe("readWrites", () => {
  it("says who wrote what, with microseconds", () => {
    expect(read(eventOf())).toEqual([
      {
        at: Date.parse("2026-11-21T11:47:30.123Z") + 0.456,
        verb: "patch",
        group: "",
        resource: "services",
        namespace: "apps",
        name: "web",
        subresource: undefined,
        userAgent: "argocd/v1.36.1",
        status: 200,
      },
    ]);
  });

  it.each([
    ["was refused", { responseStatus: { code: 409 } }],
    ["was a dry run", { requestURI: "/api/v1/namespaces/apps/services/web?dryRun=All" }],
    ["names no object", { objectRef: { resource: "services", namespace: "apps" } }],
  ])("leaves out what %s", (_, change) => {
    expect(read(eventOf(change))).toEqual([]);
  });

  it("leaves out a line that a crash cut off, and sorts the rest by time", () => {
    const early = eventOf({ requestReceivedTimestamp: "2026-11-21T11:47:29.000001Z" });
    const cut = JSON.stringify(eventOf()).slice(0, 50);
    const times = read(eventOf(), early, cut).map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times).toHaveLength(2);
  });

  it("gives a Namespace no namespace, as the manifests have it", () => {
    const objectRef = { resource: "namespaces", namespace: "apps", name: "apps" };
    expect(read(eventOf({ objectRef }))[0]).toMatchObject({ namespace: "", name: "apps" });
  });
});

describe("milliseconds", () => {
  it("keeps the microseconds that Date cuts off", () => {
    const [a, b] = ["11:47:30.123456", "11:47:30.123457"].map((time) =>
      milliseconds(`2026-11-21T${time}Z`),
    );
    expect(b! - a!).toBeCloseTo(0.001, 3);
  });
});
