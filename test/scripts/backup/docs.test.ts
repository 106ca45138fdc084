import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";

const root = new URL("../../../", import.meta.url).pathname;
const text = readFileSync(`${root}docs/disaster-recovery.md`, "utf8");
/** What the document has its reader run, in blocks and in sentences. */
const commands = [...text.matchAll(/npm run (backup|restore|rebuild|dr) -- ([^\n`]+)/g)].map(
  ([, command = "", words = ""]) => ({ command, words: words.split(" ") }),
);
const usages = new Map<string, string>();

function usageOf(command: string): string {
  const args = [...process.execArgv, `${root}scripts/commands/${command}.ts`, "--help"];
  const usage =
    usages.get(command) ?? spawnSync(process.execPath, args, { encoding: "utf8" }).stdout;
  usages.set(command, usage);
  return usage;
}

describe("docs/disaster-recovery.md", () => {
  it("has commands of each kind", () => {
    expect(new Set(commands.map(({ command }) => command)).size).toBe(4);
  });

  it.each(commands)("names what npm run $command has: $words", ({ command, words }) => {
    const usage = usageOf(command);
    const [first = "", second = ""] = words;
    const isVerb = usage.includes(`npm run ${command} -- ${first} `);
    const cluster = (isVerb ? second : first).split("/")[0]!;
    if (!isVerb) expect(usage).toContain(`npm run ${command} -- CLUSTER`);
    if (cluster !== "") expect(fleet.clusters.map(({ name }) => name)).toContain(cluster);
    for (const option of words.filter((word) => word.startsWith("--")))
      expect(usage).toContain(option);
  });

  it("lists every kind of backup", () => {
    const verbs = [...usageOf("backup").matchAll(/npm run backup -- (\w+)/g)].map(
      ([, verb]) => verb,
    );
    for (const verb of verbs) expect(text).toContain(`\`${verb}\``);
  });
});
