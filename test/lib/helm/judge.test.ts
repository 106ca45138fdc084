import { describe, expect, it } from "vitest";
import type { ValueKeys } from "../../../lib/helm/judge.ts";
import { judgeEach, judgeValues, leaveOut } from "../../../lib/helm/judge.ts";
import type { Printed } from "../../../lib/helm/print.ts";
import type { ChartRequest } from "../../../lib/helm/request.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { tinyChart } from "../support/tiny.ts";

type Values = ChartRequest["values"];

function request(values: Values): ChartRequest {
  return {
    place: "home/demo",
    chart: tinyChart("demo"),
    releaseName: "demo",
    namespace: "space",
    values,
    kubernetesVersion: "v1.36.2",
    minor: "1.36",
    apiVersions: [],
    changes: {},
  };
}

/** A chart that prints what a function makes of its values, and counts how often. */
function chart(make: (values: Values) => unknown) {
  const asked: Values[] = [];
  const print = async ({ values }: ChartRequest): Promise<Printed> => {
    asked.push(values);
    const object = (data: unknown): Manifest => {
      return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data };
    };
    try {
      return { objects: [object(make(values))] };
    } catch (error) {
      return { objects: [], issue: (error as Error).message };
    }
  };
  return { asked, print };
}

const keys = (...paths: readonly string[]): ValueKeys[] => paths.map((path) => path.split("."));

describe("judging values", () => {
  const values = { a: 1, b: { c: 2, d: 3 }, e: 4, f: 5 };

  it("asks Helm twice where none of them has an effect", async () => {
    const { asked, print } = chart(({ a }) => ({ a }));
    const suspects = keys("b.c", "e", "f");
    expect(await judgeValues(request(values), suspects, print)).toEqual(suspects);
    expect(asked).toEqual([values, { a: 1, b: { d: 3 } }]);
  });

  it("finds those that have one", async () => {
    const { print } = chart(({ a, b, f }) => ({ a, b, f }));
    const found = await judgeValues(request(values), keys("b.c", "b.d", "e", "f"), print);
    expect(found).toEqual(keys("e"));
  });

  it("asks nothing where nothing is to be judged", async () => {
    const { asked, print } = chart(() => ({}));
    expect(await judgeValues(request(values), [], print)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("keeps one of two that do the same", async () => {
    const { print } = chart(({ e, f }) => ({ on: e !== undefined || f !== undefined }));
    expect(await judgeValues(request(values), keys("e", "f"), print)).toEqual(keys("e"));
  });

  it("takes a value without which the chart fails for one with an effect", async () => {
    const { print } = chart(({ e }) => {
      if (e === undefined) throw new Error("e is needed");
      return {};
    });
    expect(await judgeValues(request(values), keys("e", "f"), print)).toEqual(keys("f"));
    const refusing = chart(() => {
      throw new Error("always");
    });
    expect(await judgeValues(request(values), keys("e"), refusing.print)).toEqual([]);
  });

  it("passes over what changes each time", async () => {
    let count = 0;
    const made = chart(({ e }) => ({ random: count++, e }));
    const print = async (one: ChartRequest): Promise<Printed> => {
      const { objects } = await made.print(one);
      return { objects, again: (await made.print(one)).objects };
    };
    expect(await judgeValues(request(values), keys("e", "f"), print)).toEqual(keys("f"));
  });
});

describe("judging each value", () => {
  it("leaves each out once, and keeps one of two that do the same", async () => {
    const asked: Values[] = [];
    const changes = async (values: Values): Promise<boolean> => {
      asked.push(values);
      return values["a"] === undefined || (values["e"] === undefined && values["f"] === undefined);
    };
    const values = { a: 1, b: { c: 2 }, e: 4, f: 5 };
    const [a, c, e, f] = keys("a", "b.c", "e", "f");
    const found = await judgeEach(values, [a!, c!, e!, f!], changes);
    expect([...found]).toEqual([c, e]);
    expect(asked.at(-1)).toEqual({ a: 1, b: {} });
    expect(asked).toHaveLength(4);
  });
});

describe("leaving values out", () => {
  it("leaves the others and the places in lists as they are", () => {
    const values = { a: [{ b: 1, c: 2 }, { b: 3 }], d: { e: 1 }, f: 1 };
    const paths: ValueKeys[] = [
      ["a", 0, "c"],
      ["d", "e"],
      ["x", "y"],
    ];
    expect(leaveOut(values, paths)).toEqual({ a: [{ b: 1 }, { b: 3 }], d: {}, f: 1 });
    expect(leaveOut({ a: [1, 2] }, [["a", 0]])).toEqual({ a: [null, 2] });
    expect(leaveOut(values, [])).toEqual(values);
  });
});
