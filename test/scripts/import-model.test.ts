import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { typeIssues } from "../../lib/build/sound.ts";
import { modelFiles } from "../../scripts/import/model.ts";

describe("the schemas of what people write", () => {
  it("are what the types of lib/model say; else run npm run import -- --model", () => {
    for (const [path, text] of modelFiles())
      expect(readFileSync(`imports/${path}`, "utf8")).toBe(text);
  });

  it.each<[string, string, object, string[]]>([
    [
      "a word",
      "Taint",
      { key: "a", effect: "NoSchedul" },
      ['effect is "NoSchedul"; did you mean "NoSchedule"?'],
    ],
    [
      "a null, which no field may be",
      "StoragePool",
      { size: null },
      ["size is null, not a string; write it in quotes"],
    ],
    [
      "a gap in a map",
      "Host",
      { address: "", cores: 1, memory: "", storagePools: { a: undefined } },
      ["storagePools.a is undefined, not an object; write its fields"],
    ],
    [
      "what is no number",
      "Machine",
      { address: "", host: "", cpu: NaN, memory: "", disks: {} },
      ["cpu is NaN, not a number; write a number"],
    ],
    ["nothing of functions", "FleetRules", { placement: [() => []] }, []],
  ])("tell %s", (_, type, value, lines) => {
    expect(typeIssues(type, value).map(({ path, message }) => `${path} ${message}`)).toEqual(lines);
  });
});
