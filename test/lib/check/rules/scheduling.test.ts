import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, nodes, problemsOf, tainted } from "../../../support/fleet.ts";
import { disk, stored } from "../../../support/longhorn.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const alone = nodes().slice(0, 1);

const web = (pod: object, spec: object = {}): Change => ({
  objects: [deployment({ pod, spec }), service()],
});

const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } },
      ],
    },
  },
};

const onlyOn = (key: string, value: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "In", values: [value] }] }],
      },
    },
  },
});

const budget = (spec: object) =>
  object("policy/v1", "PodDisruptionBudget", "web", {
    spec: { selector: { matchLabels: { app: "web" } }, ...spec },
  });

const guarded = (replicas: number, spec: object, ...more: readonly object[]): Change => ({
  objects: [deployment({ spec: { replicas } }), service(), budget(spec), ...more],
});

const placeRows: readonly Row[] = [
  [
    "software for another architecture",
    {
      cluster: { nodes: nodes({ architecture: "arm64" }) },
      components: [component("harbor", { architectures: ["amd64"] })],
    },
    [
      "home/harbor: has images for amd64 only, but every node is arm64; place it on another cluster",
    ],
  ],
  [
    "an architecture that no node has",
    web({ nodeSelector: { "kubernetes.io/arch": "arm64" } }),
    [
      'home/app: Deployment "web" spec.template.spec.nodeSelector wants kubernetes.io/arch=arm64, which no node has; use amd64',
    ],
  ],
  [
    "a node with a slip in its name",
    web({ nodeSelector: { "kubernetes.io/hostname": "hom-2" } }),
    [
      'home/app: Deployment "web" spec.template.spec.nodeSelector wants kubernetes.io/hostname=hom-2, which no node has; did you mean "home-2"?',
    ],
  ],
  [
    "a label with a slip in its key",
    {
      ...web({ nodeSelector: { "house/dsik": "ssd" } }),
      cluster: { nodes: nodes({ labels: { "house/disk": "ssd" } }) },
    },
    [
      'home/app: Deployment "web" spec.template.spec.nodeSelector wants house/dsik=ssd, which no node has; did you mean "house/disk"?',
    ],
  ],
  [
    "an affinity that no node fulfils",
    web(onlyOn("kubernetes.io/arch", "arm64")),
    [
      'home/app: Deployment "web" finds no node by nodeSelector, affinity and tolerations of spec.template.spec; widen one of them',
    ],
  ],
  [
    "a node whose taint its pods do not tolerate",
    {
      ...web({ nodeSelector: { "kubernetes.io/hostname": "home-1" } }),
      cluster: { nodes: nodes().map((one, i) => (i === 0 ? { ...one, ...tainted } : one)) },
    },
    [
      'home/app: Deployment "web" finds no node by nodeSelector, affinity and tolerations of spec.template.spec; widen one of them',
    ],
  ],
  [
    "more replicas than nodes, each on its own",
    web(apart, { replicas: 4 }),
    [
      'home/app: Deployment "web" wants 4 replicas on nodes of their own, but 3 nodes can run them; lower them to 3',
    ],
  ],
  [
    "more replicas than nodes that tolerate it",
    {
      ...web(apart, { replicas: 3 }),
      cluster: { nodes: nodes().map((one, i) => (i === 0 ? { ...one, ...tainted } : one)) },
    },
    [
      'home/app: Deployment "web" wants 3 replicas on nodes of their own, but 2 nodes can run them; lower them to 2',
    ],
  ],
];

const nameRows: readonly Row[] = [
  [
    "a node that is not there",
    web({ nodeName: "home-9" }),
    [
      'home/app: Deployment "web" wants node "home-9" by nodeName, which the cluster does not have; did you mean "home-1"?',
    ],
  ],
  ["a node that is there", web({ nodeName: "home-2" }), []],
];

const validRows: readonly Row[] = [
  [
    "three servers behind a virtual address",
    { cluster: { nodes: nodes({}, 3), endpoint: "10.0.0.30" } },
    [],
  ],
  [
    "software for one of its architectures",
    {
      cluster: {
        nodes: nodes().map((one, i) => (i === 0 ? { ...one, architecture: "arm64" } : one)),
      },
      components: [component("harbor", { architectures: ["amd64"] })],
    },
    [],
  ],
  [
    "pods that tolerate the taint of a node",
    {
      ...web({
        nodeSelector: { "kubernetes.io/hostname": "home-1" },
        tolerations: [{ key: "dedicated", operator: "Equal", value: "db" }],
      }),
      cluster: { nodes: nodes().map((one, i) => (i === 0 ? { ...one, ...tainted } : one)) },
    },
    [],
  ],
  [
    "a label that something sets at run time",
    web({ nodeSelector: { "feature.node.kubernetes.io/pci-8086.present": "true" } }),
    [],
  ],
  ["a replica on each node", web(apart, { replicas: 3 }), []],
  ["a budget for one of two pods", guarded(2, { maxUnavailable: 1 }), []],
  [
    "a budget that lets the only pod go from the only node",
    { ...guarded(1, { maxUnavailable: 1 }), cluster: { nodes: alone } },
    [],
  ],
  ["copies on hosts of their own", stored(nodes({ disks: disk })), []],
];

describe("the nodes of a cluster", () => {
  it.each(placeRows)("cannot run %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(nameRows)("is looked up by name: %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("can have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
