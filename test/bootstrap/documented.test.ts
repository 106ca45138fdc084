import { describe, expect, it } from "vitest";
import { asDocumented, commandsOf, documented, documents, elsewhere } from "./documented.ts";
import { scenarios } from "./scenarios/index.ts";

const inDocuments = documents.flatMap(commandsOf);
const listed = [...Object.values(documented).flat(), ...Object.keys(elsewhere)];

describe("commands of documents", () => {
  it("are run on test hosts by a scenario, or it is said by what else", () => {
    const known = new Set(listed);
    expect(inDocuments.filter((command) => !known.has(command))).toEqual([]);
  });

  it("are those that the documents have", () => {
    expect(listed.filter((command) => !inDocuments.includes(command))).toEqual([]);
  });

  it("belong to scenarios that there are", () => {
    const names = new Set(scenarios.map(({ name }) => name));
    expect(Object.keys(documented).filter((name) => !names.has(name))).toEqual([]);
  });

  it("are compared without the answers to their questions", () => {
    expect(asDocumented("vm", ["destroy", "vault", "--confirm", "vault", "--json"])).toBe(
      "npm run vm -- destroy vault",
    );
  });
});
