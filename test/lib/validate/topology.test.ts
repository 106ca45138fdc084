import { describe, expect, it } from "vitest";
import { longhorn } from "../../../charts/index.ts";
import type { Node } from "../../../lib/cluster.ts";
import type { Change, Row } from "../../support/fleet.ts";
import { component, fleetOf, node, problemsOf } from "../../support/fleet.ts";
import { deployment, object, service } from "../../support/objects.ts";

const nodes = (more: Partial<Node> = {}, servers = 1): readonly Node[] =>
  [1, 2, 3].map((i) => ({
    ...node(`home-${i}`, `10.0.0.${9 + i}`, i <= servers ? "control-plane" : "worker"),
    ...more,
  }));
const alone = nodes().slice(0, 1);
const tainted = { taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" as const }] };
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
const scaled = object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 2,
    maxReplicas: 4,
  },
});
const disk = { longhorn: { size: "100Gi" } };
const kubernetes = {
  distribution: "k3s",
  version: "v1.36.2+k3s1",
  bundled: ["metrics-server", "flannel", "servicelb", "traefik"],
} as const;
const stored = (members: readonly Node[], options: object = {}): Change => ({
  cluster: {
    nodes: members,
    kubernetes,
    secretsFromBootstrap: {
      "longhorn-system/backup-target": [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ENDPOINTS",
      ],
    },
  },
  components: [longhorn({ backupTarget: "s3://backups@us-east-1/", ...options })],
});

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

const budgetRows: readonly Row[] = [
  [
    "as many pods as there are",
    guarded(2, { minAvailable: 2 }),
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.minAvailable 2 of 2 pods, so no node is ever drained; set spec.maxUnavailable to 1 instead',
    ],
  ],
  [
    "the only pod",
    guarded(1, { minAvailable: 1 }),
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.minAvailable 1 of one pod, so no node is ever drained; run two pods or drop it',
    ],
  ],
  [
    "all pods",
    guarded(2, { minAvailable: "100%" }),
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.minAvailable 100% of 2 pods, so no node is ever drained; set spec.maxUnavailable to 1 instead',
    ],
  ],
  [
    "a share that rounds up to all pods",
    guarded(2, { minAvailable: "60%" }),
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.minAvailable 60% of 2 pods, so no node is ever drained; set spec.maxUnavailable to 1 instead',
    ],
  ],
  [
    "no pod to go",
    guarded(2, { maxUnavailable: 0 }),
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.maxUnavailable 0 of 2 pods, so no node is ever drained; set spec.maxUnavailable to 1 instead',
    ],
  ],
  [
    "as many pods as the autoscaler's least",
    { objects: [deployment(), service(), scaled, budget({ minAvailable: 2 })] },
    [
      'home/app: PodDisruptionBudget "web" lets no pod go with spec.minAvailable 2 of 2 pods, so no node is ever drained; set spec.maxUnavailable to 1 instead',
    ],
  ],
  [
    "pods on the only node",
    { ...guarded(2, { maxUnavailable: 1 }), cluster: { nodes: alone } },
    [
      'home/app: PodDisruptionBudget "web" keeps the only node that runs pods from being drained; leave it out on a cluster of one such node',
    ],
  ],
  [
    "pods on the only node that takes any",
    {
      ...guarded(2, { minAvailable: 1 }),
      cluster: { nodes: nodes().map((one, i) => (i > 0 ? { ...one, ...tainted } : one)) },
    },
    [
      'home/app: PodDisruptionBudget "web" keeps the only node that runs pods from being drained; leave it out on a cluster of one such node',
    ],
  ],
];

const longhornRows: readonly Row[] = [
  [
    "more copies than nodes with a disk",
    stored(nodes({ disks: disk }), { replicas: 4 }),
    ["home/longhorn: keeps 4 replicas, but 3 nodes have a longhorn disk; set replicas to 3"],
  ],
  [
    "copies without any disk",
    stored(nodes()),
    ["home/longhorn: keeps 2 replicas, but 0 nodes have a longhorn disk; set replicas to 1"],
  ],
  [
    "copies on one host",
    stored(nodes({ disks: disk, host: "rack", cpu: 2 })),
    [
      "home/longhorn: keeps 2 replicas, but all its nodes run on host rack, which takes every copy with it; set replicas to 1 or acceptSharedHost: true",
    ],
  ],
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

describe("a control plane", () => {
  it.each(controlPlaneRows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("the nodes of a cluster", () => {
  it.each(placeRows)("cannot run %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(longhornRows)("cannot keep %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("can have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a PodDisruptionBudget", () => {
  it.each(budgetRows)("must not keep %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
