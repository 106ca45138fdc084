import { describe, expect, it } from "vitest";
import type { Node } from "../../../../lib/model/cluster-data.ts";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, node, problemsOf } from "../../../support/fleet.ts";
import { disk, stored } from "../../../support/longhorn.ts";

const nodes = (more: Partial<Node> = {}, servers = 1): readonly Node[] =>
  [1, 2, 3].map((i) => ({
    ...node(`home-${i}`, `10.0.0.${9 + i}`, i <= servers ? "control-plane" : "worker"),
    ...more,
  }));

const tainted = { taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" as const }] };

const controlPlaneRows: readonly Row[] = [
  [
    "no server",
    { cluster: { nodes: nodes({}, 0), endpoint: "10.0.0.30" } },
    ["home: has no control plane node; give one node, or three, that role"],
  ],
  [
    "no node",
    { cluster: { nodes: [], endpoint: "10.0.0.30" } },
    ["home: has no nodes; list at least one"],
  ],
  [
    "two servers",
    { cluster: { nodes: nodes({}, 2), endpoint: "10.0.0.30" } },
    ["home: has 2 control plane nodes, which survive no more losses than 1; use 1 or 3"],
  ],
  [
    "an endpoint that is one server of three",
    { cluster: { nodes: nodes({}, 3) } },
    [
      "home: has API endpoint 10.0.0.10, which is gone with server home-1; give the cluster a virtual address that no node has",
    ],
  ],
  [
    "a taint on every node",
    { cluster: { nodes: nodes(tainted) } },
    ["home: has no node for ordinary pods, as each has a taint; take it from one"],
  ],
];

const longhornRows: readonly Row[] = [
  [
    "more copies than nodes with a disk",
    stored(nodes({ disks: disk }), { replicas: 4 }),
    ["home/longhorn: keeps 4 replicas, but 3 nodes with a disk longhorn cannot; set replicas to 3"],
  ],
  [
    "copies without any disk",
    stored(nodes()),
    [
      "home/longhorn: has nowhere to keep volumes: no node has a disk longhorn; give some nodes one",
    ],
  ],
  [
    "copies on one host",
    stored(nodes({ disks: disk, host: "rack", cpu: 2 })),
    [
      "home/longhorn: keeps 2 replicas, but all its nodes run on host rack, which takes every copy with it; set replicas to 1 or acceptSharedHost: true",
    ],
  ],
];

describe("a control plane", () => {
  it.each(controlPlaneRows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("the disks of the nodes", () => {
  it.each(longhornRows)("cannot keep %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
