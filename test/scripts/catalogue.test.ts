import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cataloguePage, cataloguePath } from "../../scripts/catalogue/page.ts";
import { readSource } from "../../scripts/catalogue/source.ts";

describe("docs/catalogue.md", () => {
  it("is what the components say; npm run catalogue writes it", async () => {
    expect(readFileSync(cataloguePath, "utf8")).toBe(await cataloguePage());
  });

  it("tells of each option what it means", async () => {
    const rows = (await cataloguePage()).split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) expect(row.split(" | ").at(-1)!.trim(), row).toMatch(/\w{3,}.* \|$/);
  });
});

it("reads meaning and default of options from their docstrings", () => {
  const text = `
export interface TeaOptions {
  /** Of a pot. @default 2 */
  readonly cups?: number;
  /**
   * Green or black,
   * as on the box.
   */
  readonly kind: "green" | "black";
}

/** Makes tea. */
export const tea = defineComponent({});
`;
  expect(readSource(text)).toEqual({
    summary: "Makes tea.",
    options: [
      { name: "cups", type: "number", isOptional: true, meaning: "Of a pot.", default: "2" },
      {
        name: "kind",
        type: '"green" | "black"',
        isOptional: false,
        meaning: "Green or black, as on the box.",
      },
    ],
  });
});
