import { describe, expect, it } from "vitest";
import { longhorn } from "../../charts/index.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import { tinyNode } from "../lib/support/tiny.ts";
import { asYaml, problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const backupTarget = "s3://backups@us-east-1/";
const disks = { os: { size: "50Gi" }, longhorn: { size: "300Gi" } };

function storage(...hosts: readonly (string | undefined)[]): readonly Node[] {
  return hosts.map((host, i) => tinyNode(`node-${i}`, { disks, host }));
}

describe("longhorn", () => {
  it.each([
    ["two nodes of their own", storage(undefined, undefined), {}],
    ["two hosts", storage("rack-1", "rack-2"), {}],
    ["one host that it accepts", storage("rack-1", "rack-1"), { acceptSharedHost: true }],
    ["one replica on one host", storage("rack-1", "rack-1"), { replicas: 1 }],
    ["one replica on one node", storage(undefined), { replicas: 1 }],
    ["nodes without a disk beside enough with one", [...storage("a", "b"), tinyNode("c")], {}],
  ])("accepts %s", (_, nodes, options) => {
    expect(problemsOf(longhorn({ backupTarget, ...options }), { nodes })).toEqual([]);
  });

  it.each([
    [
      "more replicas than nodes with a disk",
      [...storage("a"), tinyNode("b"), tinyNode("c")],
      {},
      "keeps 2 replicas, but 1 node with a disk longhorn cannot; set replicas to 1",
    ],
    [
      "no disk at all",
      [tinyNode("a")],
      { replicas: 3 },
      "has nowhere to keep volumes: no node has a disk longhorn; give some nodes one",
    ],
    [
      "copies that one host holds together",
      storage("rack-1", "rack-1", "rack-1"),
      {},
      "keeps 2 replicas, but all its nodes run on host rack-1, which takes every copy with it; set replicas to 1 or acceptSharedHost: true",
    ],
  ])("refuses %s", (_, nodes, options, problem) => {
    expect(problemsOf(longhorn({ backupTarget, ...options }), { nodes })).toEqual([problem]);
  });

  it("keeps as many copies as told in every place that says so", () => {
    const fast = { ...disks, longhorn: { size: "300Gi", tags: ["ssd"] } };
    const nodes = storage("a", "b", "c").map((node) => ({ ...node, disks: fast }));
    const rendered = renderedIn(longhorn({ backupTarget, replicas: 3 }), [], { nodes });
    const { persistence, defaultSettings } = valuesOf(rendered);
    expect(persistence.defaultClassReplicaCount).toBe(3);
    expect(defaultSettings.defaultReplicaCount).toBe("3");
    expect(rendered.manifests.find(({ kind }) => kind === "StorageClass")).toMatchObject({
      parameters: { numberOfReplicas: "3" },
    });
  });

  it("has a class for fast disks where there are some", () => {
    const rendered = renderedIn(longhorn({ backupTarget }), [], { nodes: storage("a", "b") });
    expect(rendered.manifests.some(({ kind }) => kind === "StorageClass")).toBe(false);
  });

  it("runs one of each helper on one node with a disk, and shows its interface only at a host", async () => {
    const ingress = { className: "traefik", issuer: "house" };
    const nodes = storage(undefined);
    const alone = renderedIn(longhorn({ backupTarget, replicas: 1 }), [], { nodes, ingress });
    expect(valuesOf(alone).csi).toMatchObject({
      attacherReplicaCount: 1,
      provisionerReplicaCount: 1,
    });
    expect(alone.manifests.some(({ kind }) => kind === "Ingress")).toBe(false);
    const host = "longhorn.house.example";
    const shown = renderedIn(longhorn({ backupTarget, replicas: 1, host }), [], { nodes, ingress });
    await expect(asYaml(shown)).toMatchFileSnapshot("snapshots/longhorn/one-node-with-host.yaml");
  });
});
