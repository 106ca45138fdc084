import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";
import type { KindTable } from "../../../lib/order/kind-table.ts";
import { kindTableOf } from "../../../lib/order/kind-table.ts";
import { component, planned } from "../support/tiny.ts";

const tea: Manifest = {
  apiVersion: "a.example/v1",
  kind: "Tea",
  metadata: { name: "green", namespace: "shop" },
};

const named = { names: [{ path: "spec.cup", to: "Secret" }] } as const;
const made: Kinds[string] = { makes: (manifest) => [madeSecret(manifest, manifest.metadata.name)] };

function tableOf(...tables: readonly Kinds[]): KindTable {
  const placements = tables.map((kinds, i) => component(`c-${i}`, { kinds }));
  return kindTableOf(planned(placements).components);
}

describe("what is known of kinds", () => {
  it("goes by group and kind, whatever the version", () => {
    const table = tableOf({ "a.example/Tea": named });
    expect(table.of(tea)).toEqual([named]);
    expect(table.of({ ...tea, apiVersion: "a.example/v2" })).toEqual([named]);
    expect(table.of({ ...tea, apiVersion: "b.example/v1" })).toEqual([]);
    expect(table.of({ ...tea, kind: "Cup" })).toEqual([]);
    expect(tableOf().of(tea)).toEqual([]);
  });

  it("is what is said of all kinds of a group where nothing is said of one", () => {
    const table = tableOf({ "a.example/Tea": named, "a.example/*": {} });
    expect(table.of(tea)).toEqual([named]);
    expect(table.of({ ...tea, kind: "Cup" })).toEqual([{}]);
  });

  it("is what several components say together, each definition once", () => {
    const table = tableOf({ "a.example/Tea": named }, { "a.example/Tea": made });
    expect(table.of(tea)).toEqual([named, made]);
    const twice = component("twice", { kinds: { "a.example/Tea": made } });
    const { components } = planned([twice, { ...twice, name: "again" }]);
    expect(kindTableOf(components).productsOf(tea)).toEqual([
      { group: "", kind: "Secret", namespace: "shop", name: "green", keys: undefined },
    ]);
  });

  it("makes nothing of a kind that only names something", () => {
    expect(tableOf({ "a.example/Tea": named }).productsOf(tea)).toEqual([]);
  });
});
