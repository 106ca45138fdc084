import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, nodes, problemsOf, tainted } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const alone = nodes().slice(0, 1);

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

describe("a PodDisruptionBudget", () => {
  it.each(budgetRows)("must not keep %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
