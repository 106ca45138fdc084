import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const text = readFileSync("docs/tasks.md", "utf8");
const tasks = text.split(/^## (?=\d)/m).slice(1);

/** Of each list, the number that its last step has. */
function lengths(section: string): number[] {
  const lists = section.split(/^(?:Today|With Strata)/m).slice(1);
  return lists.map((list) => (list.match(/^\d+\. /gm) ?? []).length);
}

describe("docs/tasks.md", () => {
  it("has twelve tasks", () => {
    expect(tasks.map((task) => Number.parseInt(task, 10))).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });

  it.each(tasks.map((task) => [task.split("\n")[0]!, task]))(
    "counts what it lists: %s",
    (title, task) => {
      const [, today, here] = /: (\d+) steps, here (\d+)$/.exec(title)!;
      expect(lengths(task)).toEqual([Number(today), Number(here)]);
    },
  );
});
