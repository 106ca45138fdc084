import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fleet } from "./fleets/house/index.ts";
import { planOf } from "./support/charts.ts";

const text = readFileSync("docs/security.md", "utf8");
/** Rows of tables that say what is done, and by what it is shown. */
const claims = text
  .split(/^(?=## )/m)
  .filter((section) => section.includes("| what is done"))
  .flatMap((section) => section.split("\n"))
  .filter((line) => /^\| (?!what is done|-)/.test(line))
  .map((line) => {
    const [, claim = "", shown = ""] = line.split("|").map((cell) => cell.trim());
    return [claim, shown] as const;
  });

describe("docs/security.md", () => {
  it.each(claims)("%s", (_, shown) => {
    const scenario = /^`npm run e2e -- --only ([\w-]+)`$/.exec(shown)?.[1];
    if (scenario !== undefined)
      return expect(existsSync(`test/e2e/scenarios/${scenario}.ts`), shown).toBe(true);
    const [, file = "", title = ""] = /^`(test\/\S+)` "(.+)"$/.exec(shown) ?? [];
    expect(existsSync(file), shown).toBe(true);
    const named = new RegExp(`\\bit(?:\\.each\\([\\s\\S]*?\\))?\\(\\s*${quoted(title)}`);
    expect(readFileSync(file, "utf8"), shown).toMatch(named);
    return undefined;
  });

  it("claims something of every right that it speaks of", () => {
    const sections = text.split(/^(?=## )/m).slice(2);
    const bare = sections.filter((section) => !section.includes("| what is done"));
    expect(bare.map((section) => section.split("\n")[0])).toEqual([]);
    expect(claims.length).toBeGreaterThan(25);
  });
});

function quoted(title: string): string {
  return `["']${title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}["']`;
}

describe("the shipped fleet", () => {
  it("monitoring is restricted, and node-exporter alone beside it privileged", () => {
    const levels = fleet.clusters.map((cluster) =>
      Object.fromEntries(
        planOf(cluster)
          .components.flatMap(({ manifests }) => manifests)
          .filter(({ kind }) => kind === "Namespace")
          .map(({ metadata }) => [
            metadata.name,
            metadata.labels?.["pod-security.kubernetes.io/enforce"],
          ]),
      ),
    );
    for (const level of levels.filter((one) => "monitoring" in one))
      expect(level).toMatchObject({ monitoring: "restricted", "node-exporter": "privileged" });
    const privileged = levels.flatMap((level) =>
      Object.entries(level).flatMap(([name, one]) => (one === "privileged" ? [name] : [])),
    );
    expect([...new Set(privileged)].sort()).toEqual([
      "longhorn-system",
      "metallb-system",
      "node-exporter",
    ]);
  });
});
