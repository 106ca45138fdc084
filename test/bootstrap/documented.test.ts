import { describe, expect, it } from "vitest";
import { asDocumented, commandsOf, documented, documents, elsewhere } from "./documented.ts";
import { scenarios } from "./scenarios/index.ts";

const inDocuments = documents.flatMap(commandsOf);

describe("commands of documents", () => {
  it("are run on test hosts by a scenario, or it is said by what else", () => {
    const run = [...Object.values(documented).flat(), ...Object.keys(elsewhere)];
    expect(inDocuments.filter((command) => !run.includes(command))).toEqual([]);
  });

  it("are those that the documents have", () => {
    const listed = [...Object.values(documented).flat(), ...Object.keys(elsewhere)];
    expect(listed.filter((command) => !inDocuments.includes(command))).toEqual([]);
  });

  it("belong to scenarios that there are", () => {
    const names = scenarios.map(({ name }) => name);
    expect(Object.keys(documented).filter((name) => !names.includes(name))).toEqual([]);
  });

  it("are compared without the answers to their questions", () => {
    expect(asDocumented("vm", ["destroy", "vault", "--confirm", "vault", "--json"])).toBe(
      "npm run vm -- destroy vault",
    );
  });
});
