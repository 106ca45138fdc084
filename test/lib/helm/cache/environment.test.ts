import { env } from "node:process";
import { afterEach, describe, expect, it } from "vitest";
import { readsTheSame, watchEnvironment } from "../../../../lib/helm/cache/environment.ts";

afterEach(() => {
  for (const name of ["STRATA_A", "STRATA_B"]) delete process.env[name];
});

/** Whether what the code read is the same when a variable has another value. */
async function isSameAfter(change: () => void, read: () => unknown): Promise<boolean> {
  const { reading } = await watchEnvironment(() => Promise.resolve(read()));
  change();
  return readsTheSame(reading);
}

const setA = (): void => {
  process.env["STRATA_A"] = "1";
};

describe("the environment that some code read", () => {
  it.each([
    ["by name", () => process.env["STRATA_A"]],
    ["by an import", () => env["STRATA_A"]],
    ["by asking whether it is there", () => "STRATA_A" in process.env],
    ["by taking it apart", () => (({ STRATA_A }) => STRATA_A)(process.env)],
    ["as a whole", () => ({ ...process.env })],
    ["by its names", () => Object.keys(process.env)],
  ])("is another after a change of what was read %s", async (_, read) => {
    expect(await isSameAfter(setA, read)).toBe(false);
  });

  it("is the same after a change of anything else", async () => {
    expect(await isSameAfter(setA, () => process.env["STRATA_B"])).toBe(true);
  });

  it("is what it was before the code changed it", async () => {
    const read = (): void => {
      process.env["STRATA_B"] ??= "1";
    };
    const { reading } = await watchEnvironment(() => Promise.resolve(read()));
    expect(readsTheSame(reading)).toBe(false);
    delete process.env["STRATA_B"];
    expect(readsTheSame(reading)).toBe(true);
  });

  it("counts what Node reads by itself", async () => {
    const before = process.env["LC_ALL"];
    const change = (): void => {
      process.env["LC_ALL"] = "sv_SE.UTF-8";
    };
    expect(await isSameAfter(change, () => undefined)).toBe(false);
    if (before === undefined) delete process.env["LC_ALL"];
    else process.env["LC_ALL"] = before;
  });

  it("is watched no longer than the code runs, even if that throws", async () => {
    const real = process.env;
    await expect(watchEnvironment(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(process.env).toBe(real);
  });
});
