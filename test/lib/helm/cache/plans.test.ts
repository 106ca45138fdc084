import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Making } from "../../../../lib/helm/cache/plans.ts";
import { rememberPlan } from "../../../../lib/helm/cache/plans.ts";
import type { Plan } from "../../../../lib/emit/planned-file.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plans-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
  delete process.env["STRATA_TEST"];
});

const planned: Plan = {
  files: [
    { path: "tiny/a.yaml", content: "name: Zoë 🏠\n" },
    { path: "tiny/b.yaml", content: "" },
  ],
  problems: [],
  notes: ["a record is of other values"],
};

let made = 0;

function plan(asking: Partial<Making> = {}, result = planned, outside = ""): Promise<Plan> {
  const make = () => {
    made++;
    return Promise.resolve({ plan: result, outside });
  };
  return rememberPlan({ directory, make, ...asking });
}

/** How many plans are made by these calls, one after the other. */
async function countPlans(...calls: readonly (() => Promise<Plan>)[]): Promise<number> {
  made = 0;
  for (const call of calls) expect(await call()).toEqual(planned);
  return made;
}

const plans = (): string[] => readdirSync(join(directory, "plans")).sort();
const onlyFile = (): string => join(directory, "plans", plans()[0]!);

describe("plans that are remembered", () => {
  it("are the same as when they were made", async () => {
    expect(await countPlans(plan, plan, plan)).toBe(1);
  });

  it("are made anew for another key, and when that is asked for", async () => {
    const other = () => plan({ key: ["v4.3.1"] });
    expect(await countPlans(plan, other, other, plan)).toBe(2);
    expect(await countPlans(() => plan({ anew: true }), plan)).toBe(1);
  });

  it("are made anew where a variable that was read has changed, and no other", async () => {
    const ask = () =>
      plan({
        make: () => {
          made++;
          void process.env["STRATA_TEST"];
          return Promise.resolve({ plan: planned, outside: "" });
        },
      });
    const set = (name: string, value: string) => () => {
      process.env[name] = value;
      return ask();
    };
    expect(await countPlans(ask, ask, set("STRATA_TEST", "1"), ask)).toBe(2);
    expect(await countPlans(set("STRATA_TEST", "2"), set("STRATA_TEST", "2"))).toBe(1);
    expect(await countPlans(set("STRATA_OTHER_TEST", "1"))).toBe(0);
    delete process.env["STRATA_OTHER_TEST"];
  });

  it("are made anew where something outside has changed, if they have something there", async () => {
    const madeWith = (outside: string) => () =>
      plan({ lookOutside: () => Promise.resolve(outside) }, planned, outside);
    expect(await countPlans(madeWith("a"), madeWith("a"), madeWith("b"), madeWith("b"))).toBe(2);
    const without = () => plan({ key: ["no charts"], lookOutside: () => Promise.reject() });
    expect(await countPlans(without, without)).toBe(1);
  });

  it("have no problems; notes are told beside those", async () => {
    const problems = [{ place: "tiny/a", message: "is wrong; correct it" }];
    const wrong: Plan = { files: [], problems, notes: ["a record is of other values"] };
    made = 0;
    expect(await plan({}, wrong)).toEqual(wrong);
    expect(await plan({}, wrong)).toEqual(wrong);
    expect(await plan()).toEqual(planned);
    expect(made).toBe(3);
  });

  it.each([0, 0.5, 0.99])("are made anew where they were cut off at %f", async (share) => {
    await plan();
    truncateSync(onlyFile(), Math.floor(share * statSync(onlyFile()).size));
    expect(await countPlans(plan, plan)).toBe(1);
  });

  it("are made anew where a byte is another", async () => {
    await plan();
    writeFileSync(onlyFile(), readFileSync(onlyFile(), "utf8").replace("Zoë", "Zoé"));
    expect(await countPlans(plan, plan)).toBe(1);
  });

  it.each(["../a.yaml", "/etc/a.yaml", "a/../../b.yaml", "", "a//b", "./a", "a\\b", "a\0b"])(
    "are made anew where they lead to %j",
    async (path) => {
      await plan();
      const [, ...lines] = readFileSync(onlyFile(), "utf8").split("\n");
      const packed = lines.join("\n").replace('"tiny/a.yaml"', JSON.stringify(path));
      writeFileSync(onlyFile(), `${hash("sha1", packed)}\n${packed}`);
      expect(await countPlans(plan, plan)).toBe(1);
    },
  );

  it("are made each time where nothing can be written", async () => {
    const file = join(directory, "file");
    writeFileSync(file, "");
    const ask = () => plan({ directory: file });
    expect(await countPlans(ask, ask)).toBe(2);
  });

  it("are the four that were asked for last", async () => {
    const ask = (number: string) => () => plan({ key: [number] });
    const start = Date.now() / 1000 - 100;
    for (const [i, number] of ["1", "2", "3", "4"].entries()) {
      const before = i === 0 ? [] : plans();
      await ask(number)();
      const file = plans().find((name) => !before.includes(name))!;
      utimesSync(join(directory, "plans", file), start + i, start + i);
    }
    // The first is the oldest, but asked for again.
    await ask("1")();
    await ask("5")();
    expect(plans()).toHaveLength(4);
    expect(await countPlans(...["1", "3", "4", "5"].map(ask))).toBe(0);
    expect(await countPlans(ask("2"))).toBe(1);
  });
});
