import { describe, expect, it } from "vitest";
import type { PodRequests } from "../../../../lib/model/run-time.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, node, problemsOf } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

/** Three nodes with 3.5 CPU and 7Gi to give, each. */
const requesting = (replicas: number, requests: object, pod: object = {}): Change => ({
  objects: [
    deployment({ spec: { replicas }, container: { resources: { requests } }, pod }),
    service(),
  ],
});
const chart = (...pods: readonly PodRequests[]): Change => ({
  components: [component("chart", { chart: "loki", makes: { pods } })],
});
const daemons = (requests: object): Change => ({
  objects: [deployment({ kind: "DaemonSet", container: { resources: { requests } } }), service()],
});
const init = (memory: string, more: object = {}) => ({
  initContainers: [
    { name: "init", image: "a.example/b:1", resources: { requests: { memory } }, ...more },
  ],
});
const scaler = object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 3,
    maxReplicas: 6,
  },
});
const uneven = [
  node("home-1", "10.0.0.10", "control-plane"),
  node("home-2", "10.0.0.11", "worker", { memory: "16Gi" }),
];

const rows: readonly Row[] = [
  [
    "more memory than all nodes have",
    requesting(4, { memory: "6Gi" }),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "more CPU than all nodes have",
    requesting(4, { cpu: "3" }),
    ["home: pods request 12 CPU, but the nodes have 10.5 to give; add a node or lower requests"],
  ],
  [
    "more memory than is left without the largest node",
    { ...requesting(2, { memory: "4Gi" }), cluster: { nodes: uneven } },
    [
      "home: pods request 8Gi memory, but without home-2, the largest node, 7Gi are left; add a node or lower requests",
    ],
  ],
  [
    "more CPU than is left without one of equal nodes",
    requesting(3, { cpu: "2500m" }),
    [
      "home: pods request 7.5 CPU, but without home-1, the largest node, 7 are left; add a node or lower requests",
    ],
  ],
  [
    "more of both",
    requesting(5, { cpu: "3", memory: "6Gi" }),
    [
      "home: pods request 15 CPU, but the nodes have 10.5 to give; add a node or lower requests",
      "home: pods request 30Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "a pod that is too large for any node",
    requesting(1, { memory: "7500Mi" }),
    [
      'home: a pod of Deployment "web" of app requests 7.3Gi memory, but no node has more than 7Gi to give; lower its requests or add a larger node',
    ],
  ],
  [
    "DaemonSets that leave a node nothing",
    { ...daemons({ memory: "8Gi" }), cluster: { nodes: uneven } },
    [
      "home: DaemonSets request 8Gi memory on each node, but home-1 has 7Gi to give; lower their requests or enlarge the node",
    ],
  ],
  [
    "DaemonSets and others that do not fit together",
    {
      ...chart(
        { name: "a", replicas: 3, cpu: "2", memory: "4Gi" },
        { name: "b", replicas: "each-node", cpu: "100m", memory: "4Gi" },
      ),
    },
    [
      'home: a pod of Deployment "a" of chart requests 4Gi memory, but no node has more than 3Gi to give; lower its requests or add a larger node',
    ],
  ],
  [
    "more pods of charts than fit",
    chart({ name: "a", replicas: 5, cpu: "100m", memory: "5Gi" }),
    [
      "home: pods request 25.1Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "what the autoscaler starts at least",
    {
      objects: [
        deployment({ container: { resources: { requests: { memory: "5Gi" } } } }),
        service(),
        scaler,
      ],
    },
    [
      "home: pods request 15Gi memory, but without home-1, the largest node, 14Gi are left; add a node or lower requests",
    ],
  ],
  [
    "a limit, which is a request where there is none",
    {
      objects: [
        deployment({
          spec: { replicas: 4 },
          container: { resources: { limits: { memory: "6Gi" } } },
        }),
        service(),
      ],
    },
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "an init container that needs more than the rest",
    requesting(4, { memory: "1Gi" }, init("6Gi")),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "a sidecar beside the rest",
    requesting(4, { memory: "3Gi" }, init("3Gi", { restartPolicy: "Always" })),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
];

const validRows: readonly Row[] = [
  ["what fits without the largest node", requesting(2, { cpu: "3", memory: "6Gi" }), []],
  [
    "all of a single node",
    { ...requesting(1, { cpu: "3", memory: "6Gi" }), cluster: { nodes: uneven.slice(0, 1) } },
    [],
  ],
  [
    "no more than 3Gi of limits over requests",
    {
      objects: [
        deployment({
          spec: { replicas: 3 },
          container: { resources: { requests: { memory: "1Gi" }, limits: { memory: "7Gi" } } },
        }),
        service(),
      ],
    },
    [],
  ],
];

describe("the capacity of a cluster", () => {
  it.each(rows)("does not carry %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("carries %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
