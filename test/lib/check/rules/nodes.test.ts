import { describe, expect, it } from "vitest";
import type { Node } from "../../../../lib/model/cluster-data.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, node, problemsOf } from "../../../support/fleet.ts";

/** The second of three nodes with these changes. */
const second = (more: Partial<Node>): Change => ({
  cluster: {
    nodes: [
      node("home-1", "10.0.0.10", "control-plane"),
      { ...node("home-2", "10.0.0.11"), ...more },
      node("home-3", "10.0.0.12"),
    ],
  },
});

const rows: readonly Row[] = [
  [
    "a name that is no label",
    second({ name: "a".repeat(64) }),
    [`home: node ${"a".repeat(64)} has a name of 64 characters, more than 63; shorten it`],
  ],
  [
    "a label that the kubelet refuses",
    second({ labels: { "node-role.kubernetes.io/worker": "true", "node.kubernetes.io/a": "b" } }),
    [
      'home: node home-2 has label "node-role.kubernetes.io/worker", which the kubelet refuses to give its own node; use a name of your own, or below node.kubernetes.io/',
    ],
  ],
  [
    "a name with an underscore",
    second({ name: "home_2" }),
    [
      'home: node home_2 has a name that is not a DNS subdomain (lower case letters, digits, "-" and "."); rename it',
    ],
  ],
  [
    "memory in gigabytes of the shop",
    second({ memory: "16GB" }),
    ['home: node home-2 has memory "16GB", not a quantity such as 16Gi; did you mean "16Gi"?'],
  ],
  [
    "memory that is no amount",
    second({ memory: "plenty" }),
    [
      'home: node home-2 has memory "plenty", not a quantity such as 16Gi; correct the number or its unit',
    ],
  ],
  [
    "memory without a unit",
    second({ memory: "8" }),
    [
      "home: node home-2 keeps 1Gi of memory for the system, but has 8 bytes; lower reserved.memory or correct memory",
    ],
  ],
  ["no memory", second({ memory: "0" }), ['home: node home-2 has memory "0"; use more than 0']],
  ["no CPU", second({ cpu: 0 }), ["home: node home-2 has 0 CPUs; use more than 0"]],
  [
    "a disk that is no amount",
    second({ disks: { os: { size: "50 GB" } } }),
    [
      'home: node home-2 has a disk os of "50 GB", not a quantity such as 16Gi; did you mean "50Gi"?',
    ],
  ],
  [
    "more reserved memory than it has",
    second({ reserved: { cpu: "500m", memory: "9Gi" } }),
    [
      "home: node home-2 keeps 9Gi of memory for the system, but has 8Gi; lower reserved.memory or correct memory",
    ],
  ],
  [
    "more reserved CPU than it has",
    second({ reserved: { cpu: "4", memory: "1Gi" } }),
    ["home: node home-2 keeps 4 CPU for the system, but has 4; lower reserved.cpu or correct cpu"],
  ],
  [
    "a number of pods that is none",
    second({ maxPods: 0 }),
    ["home: node home-2 takes 0 pods by maxPods; use a whole number above 0"],
  ],
  [
    "a reserved amount that is none",
    second({ reserved: { cpu: "half", memory: "1G" } }),
    [
      'home: node home-2 has reserved.cpu "half", not a quantity such as 500m; correct the number or its unit',
    ],
  ],
  [
    "a label key that is none",
    second({ labels: { "disk type": "ssd" } }),
    [
      'home: node home-2 has label "disk type", not a label key (up to 63 letters, digits, "-", "_" and ".", after an optional DNS subdomain and "/"); rename it',
    ],
  ],
  [
    "a label value that is none",
    second({ labels: { disk: "solid state" } }),
    [
      'home: node home-2 has "solid state" in label disk, not a label value (up to 63 letters, digits, "-", "_" and ".", a letter or digit at both ends); change it',
    ],
  ],
  [
    "a taint without a key",
    second({ taints: [{ key: "", effect: "NoSchedule" }] }),
    [
      'home: node home-2 has taint "", not a label key (up to 63 letters, digits, "-", "_" and ".", after an optional DNS subdomain and "/"); rename it',
    ],
  ],
  [
    "the name of another of its cluster",
    second({ name: "home-3" }),
    ['home: has several nodes named "home-3"; rename all but one'],
  ],
  [
    "the name of a machine of the site",
    second({ name: "git" }),
    ['home: has node "git", the name of a machine of the site; rename one'],
  ],
  [
    "the name of another cluster's",
    { edge: { nodes: [node("home-1", "10.0.0.20", "control-plane")] } },
    ['edge: has node "home-1", which home has too; rename one'],
  ],
];

describe("a node", () => {
  it.each(rows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
