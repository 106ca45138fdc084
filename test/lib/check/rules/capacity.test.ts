import { describe, expect, it } from "vitest";
import { kubeadm } from "../../../../charts/distributions/kubeadm.ts";
import { minorOf } from "../../../../lib/model/cluster-data.ts";
import type { PodRequests, VolumePlace } from "../../../../lib/model/run-time.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, node, problemsOf, tainted } from "../../../support/fleet.ts";
import { claim, deployment, object, service } from "../../../support/objects.ts";

/** Nothing but the pods of the test: what k3s brings along asks for nothing. */
const bare = k3sBut("coredns", "metrics-server");

/** Three nodes with 3.5 CPU and 7Gi to give, each; the first is the only server. */
function on(change: Change): Change {
  return { ...change, cluster: { kubernetes: bare, ...change.cluster } };
}

/** An update of them ends a pod first. */
const endsFirst = { strategy: { rollingUpdate: { maxUnavailable: 1 } } };

const requesting = (replicas: number, requests: object, pod: object = {}): Change =>
  on({
    objects: [
      deployment({
        spec: { replicas, ...endsFirst },
        container: { resources: { requests } },
        pod,
      }),
      service(),
    ],
  });
const chart = (...pods: readonly PodRequests[]): Change =>
  on({ components: [component("chart", { chart: "loki", makes: { pods } })] });
const daemons = (requests: object, pod: object = {}): Change =>
  on({
    objects: [
      deployment({ kind: "DaemonSet", container: { resources: { requests } }, pod }),
      service(),
    ],
  });
const init = (memory: string, more: object = {}) => ({
  initContainers: [
    { name: "init", image: "a.example/b:1", resources: { requests: { memory } }, ...more },
  ],
});
const scaler = (minReplicas: number, maxReplicas: number) =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas,
      maxReplicas,
      metrics: [
        {
          type: "Object",
          object: {
            metric: { name: "requests" },
            describedObject: { apiVersion: "v1", kind: "Service", name: "web" },
            target: { type: "Value", value: "10" },
          },
        },
      ],
    },
  });
const scaled = (minReplicas: number, maxReplicas: number, memory: string): Change =>
  on({
    objects: [
      deployment({ spec: endsFirst, container: { resources: { requests: { memory } } } }),
      service(),
      scaler(minReplicas, maxReplicas),
    ],
  });
const uneven = [
  node("home-1", "10.0.0.10", "control-plane"),
  node("home-2", "10.0.0.11", "worker", { memory: "16Gi" }),
];
const alone = uneven.slice(0, 1);
const rolling = (rollingUpdate: object | undefined, memory: string): Change =>
  on({
    objects: [
      deployment({
        spec: { strategy: { type: "RollingUpdate", rollingUpdate } },
        container: { resources: { requests: { memory } } },
      }),
      service(),
    ],
    cluster: { nodes: alone },
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

const now: readonly Row[] = [
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
    "a pod whose CPU one node has and whose memory another",
    {
      ...requesting(1, { cpu: "3", memory: "8Gi" }),
      cluster: {
        kubernetes: bare,
        nodes: [uneven[0]!, node("home-2", "10.0.0.11", "worker", { cpu: 2, memory: "16Gi" })],
      },
    },
    [
      'home: a pod of Deployment "web" of app requests 3 CPU and 8Gi memory, but no node has both left; lower its requests or add a larger node',
    ],
  ],
  [
    "a pod of a Job that is too large, which otherwise counts with nobody",
    on({
      objects: [
        object("batch/v1", "Job", "once", {
          spec: {
            activeDeadlineSeconds: 600,
            template: {
              spec: {
                restartPolicy: "Never",
                containers: [
                  {
                    name: "once",
                    image: "a.example/b:1",
                    resources: { requests: { memory: "9Gi" } },
                  },
                ],
              },
            },
          },
        }),
      ],
    }),
    [
      'home: a pod of Job "once" of app requests 9Gi memory, but no node has more than 7Gi to give; lower its requests or add a larger node',
    ],
  ],
  [
    "pods of which each node holds one, though together they are less than all have",
    requesting(4, { memory: "4Gi" }),
    [
      'home: 4 pods request 4Gi memory or more each, as of Deployment "web" of app, but the nodes can hold 3 such; add a node or lower requests',
    ],
  ],
  [
    "pods that fit in no way, though no sum says so",
    {
      ...chart(
        { name: "a", replicas: 1, memory: "5Gi" },
        { name: "b", replicas: 2, memory: "3Gi" },
        { name: "c", replicas: 1, memory: "2900Mi" },
      ),
      cluster: { kubernetes: bare, nodes: [alone[0]!, node("home-2", "10.0.0.11")] },
    },
    [
      "home: pods do not fit on the nodes, in whatever way they are placed; add a node or lower requests",
    ],
  ],
  [
    "pods that may run on few nodes only",
    requesting(2, { memory: "4Gi" }, { nodeSelector: { "kubernetes.io/hostname": "home-2" } }),
    [
      "home: pods that run on home-2 only request 8Gi memory, but these have 7Gi to give; add a node or lower requests",
    ],
  ],
  [
    "DaemonSets that leave a node nothing",
    { ...daemons({ memory: "8Gi" }), cluster: { kubernetes: bare, nodes: uneven } },
    [
      "home: pods that run on each node request 8Gi memory, but home-1 has 7Gi to give; lower their requests or enlarge the node",
    ],
  ],
  [
    "DaemonSets and others that do not fit together",
    chart(
      { name: "a", replicas: 3, cpu: "2", memory: "4Gi" },
      { name: "b", replicas: "each-node", cpu: "100m", memory: "4Gi" },
    ),
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
    "a limit, which is a request where there is none",
    on({
      objects: [
        deployment({
          spec: { replicas: 4 },
          container: { resources: { limits: { memory: "6Gi" } } },
        }),
        service(),
      ],
    }),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "what a LimitRange gives to containers that say nothing",
    on({
      objects: [
        deployment({ spec: { replicas: 4 }, container: { resources: {} } }),
        service(),
        object("v1", "LimitRange", "usual", {
          spec: { limits: [{ type: "Container", defaultRequest: { memory: "6Gi" } }] },
        }),
      ],
    }),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "what a RuntimeClass adds to each pod",
    on({
      objects: [
        deployment({ spec: { replicas: 4 }, pod: { runtimeClassName: "box" } }),
        service(),
        object("node.k8s.io/v1", "RuntimeClass", "box", {
          handler: "box",
          overhead: { podFixed: { memory: "6Gi" } },
        }),
      ],
    }),
    [
      "home: pods request 24.3Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
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
  [
    "an init container beside the sidecar that was started before it",
    requesting(
      4,
      { memory: "1Gi" },
      {
        initContainers: [
          ...init("3Gi", { restartPolicy: "Always" }).initContainers,
          ...init("3Gi", { name: "later" }).initContainers,
        ],
      },
    ),
    [
      "home: pods request 24Gi memory, but the nodes have 21Gi to give; add a node or lower requests",
    ],
  ],
  [
    "ephemeral storage, of which k3s keeps 5 of 100 parts free",
    requesting(2, { "ephemeral-storage": "48Gi" }),
    [
      'home: a pod of Deployment "web" of app requests 48Gi ephemeral storage, but no node has more than 47.5Gi to give; lower its requests or add a larger node',
    ],
  ],
  [
    "more pods than the kubelets take",
    {
      ...requesting(21, {}),
      cluster: {
        kubernetes: bare,
        nodes: [1, 2].map((i) =>
          node(`home-${i}`, `10.0.0.${9 + i}`, i === 1 ? "control-plane" : "worker", {
            maxPods: 12,
          }),
        ),
      },
    },
    ["home: pods request 23 pods, but the nodes have 22 to give; add a node or lower requests"],
  ],
];

describe("a cluster", () => {
  it.each(now)("does not carry %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

const lost: readonly Row[] = [
  [
    "a node whose memory is needed",
    { ...requesting(2, { memory: "4Gi" }), cluster: { kubernetes: bare, nodes: uneven } },
    [
      'home: without home-2 pods request 8Gi memory, but the others have 7Gi to give; add a node, lower requests, or say why that is accepted in overcommit["node-lost"]',
    ],
  ],
  [
    "one of equal nodes",
    requesting(3, { cpu: "2500m" }),
    [
      'home: without home-2, as without home-3, pods request 7.5 CPU, but the others have 7 to give; add a node, lower requests, or say why that is accepted in overcommit["node-lost"]',
    ],
  ],
  [
    "a node, with as few pods as the autoscaler starts",
    scaled(3, 3, "5Gi"),
    [
      'home: without home-2, as without home-3, pods request 15Gi memory, but the others have 14Gi to give; add a node, lower requests, or say why that is accepted in overcommit["node-lost"]',
    ],
  ],
];

const lostInVain: readonly Row[] = [
  ["what fits without the largest node", requesting(2, { cpu: "3", memory: "6Gi" }), []],
  [
    "all of a single node",
    {
      ...requesting(1, { cpu: "3", memory: "6Gi" }),
      cluster: { kubernetes: bare, nodes: alone },
    },
    [],
  ],
  [
    "pods that run on the lost node only",
    requesting(1, { memory: "6Gi" }, { nodeSelector: { "kubernetes.io/hostname": "home-2" } }),
    [],
  ],
  [
    "pods that want a node each: the one that was on the lost node waits",
    requesting(3, { memory: "6Gi" }, apart),
    [],
  ],
  [
    "pods that stay with a volume on their node",
    on({
      objects: [
        deployment({
          kind: "StatefulSet",
          spec: {
            replicas: 3,
            serviceName: "web",
            volumeClaimTemplates: [claim("data")],
          },
          container: { resources: { requests: { memory: "6Gi" } } },
        }),
        service(),
      ],
    }),
    [],
  ],
  [
    "the only server, without which nothing is placed anew",
    {
      ...requesting(2, { memory: "6Gi" }),
      cluster: {
        kubernetes: bare,
        nodes: [
          node("home-1", "10.0.0.10", "control-plane", { memory: "16Gi" }),
          node("home-2", "10.0.0.11", "worker", { memory: "4Gi" }),
        ],
      },
    },
    [],
  ],
];

describe("without a node, a cluster", () => {
  it.each(lost)("lacks %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(lostInVain)("does not lack %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

const updates: readonly Row[] = [
  [
    "a second pod beside the first, which no node has room for",
    rolling(undefined, "4Gi"),
    [
      'home: an update of Deployment "web" of app starts a pod before one ends, and then pods request 8Gi memory, but the nodes have 7Gi to give; set maxUnavailable of its rolling update to 1, or say why that is accepted in overcommit.update',
    ],
  ],
  ["no second pod where the first ends before", rolling({ maxUnavailable: 1 }, "4Gi"), []],
  ["a second pod that there is room for", rolling(undefined, "3Gi"), []],
  [
    "two pods of a DaemonSet on each node",
    on({
      objects: [
        deployment({
          kind: "DaemonSet",
          spec: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
          container: { resources: { requests: { memory: "4Gi" } } },
        }),
        service(),
      ],
      cluster: { nodes: uneven },
    }),
    [
      'home: an update of DaemonSet "web" of app starts a pod before one ends, but home-1 has no room for two; set maxSurge of its rolling update to 0, or say why that is accepted in overcommit.update',
    ],
  ],
  [
    "no second pod of a StatefulSet",
    on({
      objects: [
        deployment({
          kind: "StatefulSet",
          spec: { serviceName: "web" },
          container: { resources: { requests: { memory: "4Gi" } } },
        }),
        service(),
      ],
      cluster: { nodes: alone },
    }),
    [],
  ],
];

describe("an update starts", () => {
  it.each(updates)("%s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("an autoscaler", () => {
  it("may add no more pods than find room", () => {
    expect(problemsOf(fleetOf(scaled(1, 6, "5Gi")))).toEqual([
      "home: with every autoscaler at its maximum pods request 30Gi memory, but the nodes have 21Gi to give; add a node, lower spec.maxReplicas, or say why that is accepted in overcommit.scaled",
    ]);
    expect(problemsOf(fleetOf(scaled(1, 3, "5Gi")))).toEqual([]);
  });
});

describe("a DaemonSet takes", () => {
  const big = { memory: "8Gi" };

  it("nothing of nodes that its pods do not tolerate or select", () => {
    const small = node("home-1", "10.0.0.10", "control-plane", { taints: [...tainted.taints] });
    const nodes = [small, node("home-2", "10.0.0.11", "worker", { memory: "16Gi" })];
    const where = { kubernetes: bare, nodes };
    expect(problemsOf(fleetOf({ ...daemons(big), cluster: where }))).toEqual([]);
    const everywhere = daemons(big, { tolerations: [{ operator: "Exists" }] });
    expect(problemsOf(fleetOf({ ...everywhere, cluster: where }))[0]).toMatch(
      /^home: pods that run/,
    );
    const selecting = daemons(big, { nodeSelector: { "kubernetes.io/hostname": "home-2" } });
    expect(
      problemsOf(fleetOf({ ...selecting, cluster: { kubernetes: bare, nodes: uneven } })),
    ).toEqual([]);
  });

  it("nothing for certain where labels decide that nobody declares", () => {
    const change = daemons(big, { nodeSelector: { "house.example/gpu": "true" } });
    expect(problemsOf(fleetOf(change))).toEqual([]);
  });
});

describe("what runs without standing in git", () => {
  it("is counted: parts of the distribution, and the pods of its servers", () => {
    const kubernetes = {
      distribution: kubeadm,
      version: "v1.36.2",
      bundled: ["coredns", "kube-proxy"],
    };
    expect(minorOf(kubernetes.version)).toBe("1.36");
    const nodes = [node("home-1", "10.0.0.10", "control-plane", { taints: [] })];
    const change = requesting(1, { cpu: "2700m" });
    const network = component("network", {
      layer: "networking",
      provides: ["cni", "default-storage"],
    });
    const cluster = { kubernetes, nodes };
    const lines = problemsOf(fleetOf({ ...change, components: [network], cluster }));
    // 3.5, less 650m of the control plane and 200m of CoreDNS.
    expect(lines).toContain(
      "home: pods request 2900m CPU, but the nodes have 2850m to give; add a node or lower requests",
    );
  });

  it("may ask for a share of its node", () => {
    const pods: readonly PodRequests[] = [{ name: "manager", replicas: "each-node", cpu: "12%" }];
    const shares = component("operator", { objects: [deployment()], atRunTime: { pods } });
    const change = { ...requesting(1, { cpu: "3100m" }), components: [shares] };
    expect(problemsOf(fleetOf(change))).toEqual([
      'home: a pod of Deployment "web" of app requests 3100m CPU, but no node has more than 3080m to give; lower its requests or add a larger node',
    ]);
  });
});

describe("what asks for nothing", () => {
  const silent = (memory: string): Change =>
    on({
      objects: [deployment({ spec: endsFirst, container: { resources: {} } }), service()],
      app: { measured: { web: { memory, source: "its makers" } } },
      cluster: { nodes: alone },
    });

  it("is too much only where what it was measured to use is", () => {
    expect(problemsOf(fleetOf(silent("4Gi")))).toEqual([]);
    expect(problemsOf(fleetOf(silent("7Gi")))).toEqual([
      'home: with what was measured of what asks for nothing a pod of Deployment "web" of app requests 7Gi memory, but no node has more than 6.6Gi to give; add memory or lower requests, or say why that is accepted in overcommit.unasked',
    ]);
  });
});

describe("volumes", () => {
  const data = { size: "100Gi", tags: ["fast"] };
  const nodes = [1, 2, 3].map((i) =>
    node(`home-${i}`, `10.0.0.${9 + i}`, i === 1 ? "control-plane" : "worker", {
      disks: { os: { size: "50Gi" }, ...(i > 1 && { data }) },
    }),
  );
  const stored = (place: VolumePlace, ...sizes: readonly string[]): Change =>
    on({
      objects: sizes.map((storage, i) =>
        claim(`data-${i}`, { storageClassName: "kept", resources: { requests: { storage } } }),
      ),
      components: [
        component("disks", {
          layer: "storage",
          chart: "loki",
          makes: { storageClasses: { kept: "Immediate" } },
          places: () => ({ kept: place }),
        }),
      ],
      cluster: { nodes },
    });
  const todo = "enlarge or add disks, or say why that is accepted in overcommit.volumes";

  it.each([
    [
      "claim no more than may be promised of the disks, with all copies",
      stored({ disk: "data", copies: 2, share: 0.7 }, "40Gi", "31Gi"),
      [`home: disks data: volumes claim 142Gi with all copies, but 140Gi may be promised; ${todo}`],
    ],
    ["fit on the disks", stored({ disk: "data", copies: 2, share: 0.7 }, "40Gi", "30Gi"), []],
    [
      "have as many disks that are large enough as copies",
      stored({ disk: "data", copies: 3 }, "10Gi"),
      [
        `home: disks data: PersistentVolumeClaim "data-0" of app claims 10Gi with 3 copies on different nodes, but 2 disks have that much to give; ${todo}`,
      ],
    ],
    [
      "are no larger than a disk",
      stored({ disk: "data" }, "120Gi"),
      [
        `home: disks data: PersistentVolumeClaim "data-0" of app claims 120Gi, but no disk has that much to give; ${todo}`,
      ],
    ],
    [
      "lie on disks with all words that their class asks for",
      stored({ disk: "data", tags: ["fast", "mirrored"] }, "1Gi"),
      [
        `home: disks data: PersistentVolumeClaim "data-0" of app claims 1Gi, but no disk has that much to give; ${todo}`,
      ],
    ],
    [
      "claim no more than a store outside of nodes has",
      stored({ outside: { size: "1Ti" } }, "800Gi", "800Gi"),
      [`home: store of disks: volumes claim 1600Gi, but 1024Gi may be promised; ${todo}`],
    ],
    ["are not counted where nobody says how much there is", stored({ outside: {} }, "800Ti"), []],
  ] satisfies readonly Row[])("%s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("Services of type LoadBalancer", () => {
  const balanced = (count: number, more: object = {}): Change => ({
    objects: [
      deployment(),
      ...Array.from({ length: count }, (_, i) =>
        service({ type: "LoadBalancer" }, { name: `web-${i}`, ...more }),
      ),
    ],
    components: [
      component("balancer", {
        layer: "networking",
        provides: {
          "load-balancer": {
            addresses: { annotation: "house.example/ips", sharing: "house.example/shared" },
          },
        },
      }),
    ],
    cluster: {
      kubernetes: k3sBut("servicelb", "traefik"),
      loadBalancer: "10.0.0.110-10.0.0.111",
      ingress: undefined,
    },
  });

  it("have an address each, of the cluster's range", () => {
    expect(problemsOf(fleetOf(balanced(2)))).toEqual([]);
    expect(problemsOf(fleetOf(balanced(3)))).toEqual([
      "home: 3 Services wait for an address, but range 10.0.0.110-10.0.0.111 has 2; enlarge loadBalancer, or say why that is accepted in overcommit.addresses",
    ]);
  });

  it("may share one where they ask for that", () => {
    const shared = { annotations: { "house.example/shared": "one" } };
    expect(problemsOf(fleetOf(balanced(3, shared)))).toEqual([]);
  });
});

describe("a shortage", () => {
  const short = (overcommit: object): Change => ({
    ...requesting(3, { cpu: "2500m" }),
    cluster: { kubernetes: bare, overcommit },
  });

  it("can be accepted with a reason", () => {
    expect(problemsOf(fleetOf(short({ "node-lost": "the third comes in May" })))).toEqual([]);
  });

  it("is accepted only where there is one, and with a reason", () => {
    expect(problemsOf(fleetOf(short({ "node-lost": "soon", volumes: "who knows" })))).toEqual([
      'home: overcommit accepts "volumes", where nothing is short; remove the entry',
    ]);
    expect(problemsOf(fleetOf(short({ "node-lost": " " })))).toEqual([
      'home: overcommit["node-lost"] has no reason; say why it is accepted',
    ]);
  });

  it("has one of the known names", () => {
    expect(problemsOf(fleetOf(short({ "node-lost": "soon", nodelost: "soon" })))).toEqual([
      'home: overcommit names "nodelost", which is no shortage; did you mean "node-lost"?',
    ]);
  });
});
