import { describe, expect, it } from "vitest";
import type { Running } from "../../../scripts/node/version.ts";
import {
  aheadProblem,
  requireSteps,
  runningOf,
  skewProblem,
  stepProblem,
} from "../../../scripts/node/version.ts";

const node = (name: string, version: string, isServer = true): Running => ({
  name,
  version,
  isServer,
});

describe("a node that runs", () => {
  it.each(["v1.35.3+k3s1", "v1.35.2+k3s2", "v1.36.0+k3s1"])("becomes %s", (wanted) => {
    expect(stepProblem(node("a", "v1.35.3+k3s1"), wanted)).toBeUndefined();
  });

  it("skips no minor, and does not go back to one", () => {
    const nodes = [node("a", "v1.34.6+k3s1"), node("b", "v1.36.2+k3s1"), node("c", "v1.37.0+k3s1")];
    expect(() => requireSteps(nodes, "v1.36.2+k3s1")).toThrow(
      [
        "a: runs k3s v1.34.6+k3s1, and the data says v1.36.2+k3s1: Kubernetes skips no minor; upgrade to a release of v1.35 first",
        "c: runs k3s v1.37.0+k3s1, and the data says v1.36.2+k3s1: a cluster does not go back to a minor before; correct the version in clusters/, or restore a backup of then",
        "2 problems",
      ].join("\n"),
    );
  });
});

describe("a node beside others", () => {
  const others = [
    node("a", "v1.36.2+k3s1"),
    node("b", "v1.35.3+k3s1"),
    node("w", "v1.34.0+k3s1", false),
  ];

  it("that is a worker is not newer than a server", () => {
    const worker = { isServer: false, isNew: false };
    expect(skewProblem(others, worker, "v1.36.2+k3s1")).toBe(
      "would run k3s v1.36.2+k3s1, and server b runs v1.35.3+k3s1: servers come before what joins them",
    );
    expect(skewProblem(others, worker, "v1.35.3+k3s1")).toBeUndefined();
  });

  it("that is a server is not made with a newer minor, and begins an upgrade", () => {
    expect(skewProblem(others, { isServer: true, isNew: true }, "v1.36.2+k3s1")).toContain(
      "server b runs v1.35.3+k3s1",
    );
    expect(skewProblem(others, { isServer: true, isNew: false }, "v1.36.2+k3s1")).toBeUndefined();
    expect(skewProblem(others, { isServer: true, isNew: true }, "v1.35.4+k3s1")).toBeUndefined();
  });
});

describe("a node that is new", () => {
  it("is of no minor before that of a server, and may be of an earlier patch", () => {
    const others = [node("a", "v1.36.2+k3s1"), node("w", "v1.37.0+k3s1", false)];
    expect(aheadProblem(others, "v1.35.9+k3s1")).toBe(
      "would run k3s v1.35.9+k3s1, and server a runs v1.36.2+k3s1: a cluster does not go back to a minor before; correct the version in clusters/",
    );
    expect(aheadProblem(others, "v1.36.0+k3s1")).toBeUndefined();
  });
});

describe("what a node runs", () => {
  it("is what its kubelet says", () => {
    const labels = { "node-role.kubernetes.io/etcd": "true" };
    const status = { nodeInfo: { kubeletVersion: "v1.36.2+k3s1" } };
    const found = runningOf([
      { metadata: { name: "a", labels }, spec: {}, status },
      { metadata: { name: "new" }, spec: {}, status: { nodeInfo: { kubeletVersion: "" } } },
    ]);
    expect(found).toEqual([node("a", "v1.36.2+k3s1")]);
  });
});
