import { describe, expect, it } from "vitest";
import type { Copies } from "../../../scripts/node/copies.ts";
import { homelessOn, volumesOn } from "../../../scripts/node/copies.ts";

const replica = (volumeName: string, nodeID: string) => ({ spec: { volumeName, nodeID } });
const node = (name: string, allowScheduling = true, conditions: Record<string, string> = {}) => ({
  metadata: { name },
  spec: { allowScheduling },
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});
const replicas = [replica("a", "w1"), replica("a", "w2"), replica("b", "w1")];
const copies = (nodes: Copies["nodes"], isShared = false): Copies => ({
  replicas,
  nodes,
  isShared,
});

describe("the copies of volumes on a node", () => {
  it("are named by volume", () => {
    expect(volumesOn({ replicas }, "w1")).toEqual(["a", "b"]);
    expect(volumesOn({ replicas }, "w3")).toEqual([]);
  });

  it("have a place on a node that has none of the same volume", () => {
    expect(homelessOn(copies([node("w1"), node("w2"), node("w3")]), "w1")).toEqual([]);
    expect(homelessOn(copies([node("w1"), node("w2")]), "w1")).toEqual(["a"]);
    expect(homelessOn(copies([node("w1")]), "w1")).toEqual(["a", "b"]);
  });

  it("have none on a node that takes none", () => {
    const bad = [
      node("w3", false),
      node("w3", true, { Ready: "False" }),
      node("w3", true, { Schedulable: "Unknown" }),
    ];
    for (const one of bad) expect(homelessOn(copies([node("w2"), one]), "w1")).toEqual(["a"]);
    const good = node("w3", true, {
      Ready: "True",
      Schedulable: "True",
      MountPropagation: "False",
    });
    expect(homelessOn(copies([node("w2"), good]), "w1")).toEqual([]);
  });

  it("may share a node where Longhorn lets them", () => {
    expect(homelessOn(copies([node("w1"), node("w2")], true), "w1")).toEqual([]);
  });
});
