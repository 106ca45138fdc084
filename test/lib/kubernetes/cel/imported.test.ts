import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { programOf } from "../../../../lib/kubernetes/cel/environment.ts";
import { isMap } from "../../../../lib/outside/maps.ts";

const crds = fileURLToPath(new URL("../../../../imports/crds/", import.meta.url));

/** Every expression of the imported kinds, with the first kind that has it. */
function expressions(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (value: unknown, kind: string): void => {
    if (Array.isArray(value)) return value.forEach((one) => add(one, kind));
    if (!isMap(value)) return;
    const rules = value["x-kubernetes-validations"];
    if (Array.isArray(rules))
      for (const { rule, messageExpression } of rules as Record<string, string>[])
        for (const text of [rule, messageExpression])
          if (text !== undefined && !found.has(text)) found.set(text, kind);
    for (const child of Object.values(value)) add(child, kind);
  };
  for (const name of readdirSync(crds, { recursive: true, encoding: "utf8" }))
    if (name.endsWith(".json"))
      add(JSON.parse(readFileSync(`${crds}${name}`, "utf8")), name.replace(/\.json$/, ""));
  return found;
}

describe("the rules of the imported kinds", () => {
  it("can all be judged, but for these", () => {
    const all = [...expressions()];
    const unknown = all.flatMap(([text, kind]) => {
      const { fault } = programOf(text);
      return fault === undefined ? [] : [`${kind}: ${text}: ${fault}`];
    });
    expect(all.length).toBeGreaterThan(150);
    expect(unknown).toEqual([]);
  });
});
