import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mistakes } from "./mistakes.ts";
import { house, makeProject, toldOf } from "./project.ts";

const projects: string[] = [];

afterAll(() => {
  for (const one of projects) rmSync(one, { recursive: true });
});

async function told(files: Readonly<Record<string, string>>): Promise<string[]> {
  const project = makeProject(files);
  projects.push(project);
  return toldOf(project);
}

function edited(...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, house);
}

describe("a mistake in the data of a fleet", () => {
  const file = (number: number): string => `mistake-${number}.ts`;
  const byFile = new Map<string, string[]>();

  // One run judges them all.
  beforeAll(async () => {
    const wrong = mistakes.map(([from, to], i) => [file(i), edited([from, to])] as const);
    for (const line of await told({ ...Object.fromEntries(wrong), "house.ts": house })) {
      const [, name = "", said = ""] = /^clusters\/([\w-]+\.ts):(.*)$/.exec(line) ?? ["", "", line];
      byFile.set(name, [...(byFile.get(name) ?? []), said]);
    }
  });

  it("is told of nothing that is right", () => {
    expect([...byFile.keys()].filter((name) => !name.startsWith("mistake-"))).toEqual([]);
  });

  it.each(
    mistakes.map(
      ([from, to, said], i) => [to.trim() || `without ${from.trim()}`, said, i] as const,
    ),
  )("is told with its line and what to do: %s", (_, said, i) => {
    expect(byFile.get(file(i))).toEqual([said]);
  });
});

describe("what the compiler says of", () => {
  it("a capability that nothing provides, is a line", async () => {
    const text = edited(
      ['"traefik", ', ""],
      [
        '    chart("demo", { layer: "apps", namespace: "demo", values: { replicaCount: 2 } }),\n',
        "",
      ],
      ['    manifests("jobs", { namespace: "jobs", from: "manifests/jobs" }),\n', ""],
    );
    expect(await told({ "house.ts": text })).toEqual([
      "clusters/house.ts:104: components need ingress, which nothing in this cluster provides; add a component that does",
    ]);
  });

  it("a text that is no TypeScript, keeps its words", async () => {
    const text = edited(['domain: "house.example",', 'domain: "house.example"']);
    expect(await told({ "house.ts": text })).toEqual([
      "clusters/house.ts:11: ',' expected; correct it",
    ]);
  });

  it("a mistake that it alone understands, keeps its words", async () => {
    const text = `${house}\nexport const twice: string = fleet.repository.url.repeat(2)();\n`;
    expect(await told({ "house.ts": text })).toEqual([
      "clusters/house.ts:119: this expression is not callable; correct it",
    ]);
  });
});
