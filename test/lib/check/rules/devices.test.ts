import { describe, expect, it } from "vitest";
import { capacityOf } from "../../../../lib/check/capacity/figures.ts";
import { capacityText } from "../../../../scripts/capacity/text.ts";
import { planOf } from "../../../support/charts.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, nodes, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const gpu = "gpu.intel.com/i915";
const stick = "smarter-devices/ttyUSB0";

/** Devices of the three nodes. */
const having = (...devices: readonly (Readonly<Record<string, number>> | undefined)[]) => ({
  nodes: nodes().map((node, i) => ({ ...node, ...(devices[i] && { devices: devices[i] }) })),
});
const asking = (limits: object, cluster: object, more: object = {}): Change => ({
  cluster,
  objects: [
    deployment({
      container: { resources: { requests: { cpu: "50m", memory: "64Mi" }, limits } },
      ...more,
    }),
    service(),
  ],
});
const recreated = { spec: { strategy: { type: "Recreate" } } };
const second = component("other", {
  objects: [
    deployment({
      name: "other",
      labels: { app: "other" },
      spec: { ...recreated.spec, selector: { matchLabels: { app: "other" } } },
      container: {
        ports: [],
        resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { [gpu]: 1 } },
      },
    }),
  ],
});
const accepted = "or say why that is accepted in overcommit";

const rows: readonly Row[] = [
  [
    "no node has",
    asking({ "nvidia.com/gpu": 1 }, {}, recreated),
    [
      'home: Deployment "web" of app requests 1 nvidia.com/gpu, which no node has; say in devices of the node how many it has',
    ],
  ],
  [
    "a node has by a similar name",
    asking({ "gpu.intel.com/i951": "1" }, having(undefined, { [gpu]: 1 }), recreated),
    [
      `home: Deployment "web" of app requests 1 gpu.intel.com/i951, which no node has; did you mean "${gpu}"?`,
    ],
  ],
  [
    "no node has so many of",
    asking({ [gpu]: 2 }, having({ [gpu]: 1 }, { [gpu]: 1 }), recreated),
    [
      `home: Deployment "web" of app requests 2 ${gpu} at once, but no node has more than 1; request fewer, ${accepted}.now`,
    ],
  ],
  [
    "a node has on which it may not run",
    asking({ [gpu]: 1 }, having(undefined, { [gpu]: 1 }), {
      ...recreated,
      pod: { nodeSelector: { "kubernetes.io/hostname": "home-3" } },
    }),
    [
      `home: Deployment "web" of app requests 1 ${gpu}, which only home-2 has enough of, where it may not run; change its nodeSelector, affinity or tolerations, ${accepted}.now`,
    ],
  ],
  [
    "another node has the rest of",
    asking({ [gpu]: 1, [stick]: 1 }, having({ [stick]: 1 }, { [gpu]: 1 }), recreated),
    [
      `home: Deployment "web" of app requests 1 ${gpu}, and no node has all that it requests; change its nodeSelector, affinity or tolerations, ${accepted}.now`,
      `home: Deployment "web" of app requests 1 ${stick}, and no node has all that it requests; change its nodeSelector, affinity or tolerations, ${accepted}.now`,
    ],
  ],
  [
    "somebody else has",
    { ...asking({ [gpu]: 1 }, having(undefined, { [gpu]: 1 }), recreated), components: [second] },
    [
      `home: pods request 2 ${gpu} (Deployment "web" of app and Deployment "other" of other), but the nodes have 1; run fewer, or correct devices of the nodes, ${accepted}.now`,
    ],
  ],
  [
    "the pod before it has, in an update",
    asking({ [gpu]: 1 }, having(undefined, { [gpu]: 1 })),
    [
      `home: an update of Deployment "web" of app starts a pod before it ends one, but 0 of 1 ${gpu} is left for it; set its strategy to Recreate, ${accepted}.update`,
    ],
  ],
  [
    "is no device",
    asking({}, having({ gpu: 1, "requests.kubernetes.io/a": 1, [gpu]: 0.5 })),
    [
      "home: node home-1 has 0.5 of devices gpu.intel.com/i915; use a whole number above 0",
      'home: node home-1 has devices "gpu", no name of an extended resource; write it as <domain>/<name>, as its plugin offers it',
      'home: node home-1 has devices "requests.kubernetes.io/a", no name of an extended resource; write it as <domain>/<name>, as its plugin offers it',
    ],
  ],
];

describe("a device", () => {
  it.each(rows)("is told that %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each<Row>([
    ["once for one", asking({ [gpu]: 1 }, having(undefined, { [gpu]: 1 }), recreated), []],
    [
      "twice, with one more for updates",
      asking({ [gpu]: 1 }, having({ [gpu]: 1 }, { [gpu]: 1 })),
      [],
    ],
    [
      "and short, which is accepted",
      asking(
        { [gpu]: 1 },
        { ...having(undefined, { [gpu]: 1 }), overcommit: { update: "by hand" } },
      ),
      [],
    ],
  ])("is there %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it("is counted in the report", () => {
    const devices = having(undefined, { [gpu]: 1, [stick]: 1 });
    const [home] = fleetOf(asking({ [gpu]: 1 }, devices, recreated)).clusters;
    expect(capacityText(capacityOf(planOf(home!))!)).toContain(
      [
        "DEVICES                  REQUESTED",
        "gpu.intel.com/i915       1 of 1",
        "smarter-devices/ttyUSB0  0 of 1",
      ].join("\n"),
    );
  });
});
