import { describe, expect, it } from "vitest";
import { kubeadm } from "../../../../charts/distributions/kubeadm.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };

const cpu = [
  {
    type: "Resource",
    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
  },
];

const scaler = (spec: object = {}, name = "web") =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", name, {
    spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 4, metrics: cpu, ...spec },
  });

const unmeasured = k3sBut("metrics-server");

const neverMeasured = { distribution: kubeadm, version: "v1.36.2", bundled: ["coredns"] } as const;

const scalerRows: readonly Row[] = [
  [
    "pods that request no CPU",
    { objects: [deployment({ container: { resources: undefined } }), service(), scaler()] },
    [
      'home/app: HorizontalPodAutoscaler "web" scales by cpu utilisation, which is a share of requests, but container "web" of Deployment "web" requests none; add resources.requests.cpu',
    ],
  ],
  [
    "more at least than at most",
    { objects: [deployment(), service(), scaler({ minReplicas: 5 })] },
    [
      'home/app: HorizontalPodAutoscaler "web" has spec.minReplicas 5, more than spec.maxReplicas 4; swap or correct them',
    ],
  ],
  [
    "what git scales too",
    { objects: [deployment({ spec: { replicas: 2 } }), service(), scaler()] },
    [
      'home/app: HorizontalPodAutoscaler "web" scales Deployment "web", whose spec.replicas 2 every sync sets again; drop spec.replicas',
    ],
  ],
  [
    "what another one scales too",
    { objects: [deployment(), service(), scaler(), scaler({}, "other")] },
    [
      'home/app: HorizontalPodAutoscaler "other" scales Deployment "web", which HorizontalPodAutoscaler "web" scales too; leave it to one of them',
    ],
  ],
  [
    "by metrics that nobody measures",
    { objects: [deployment(), service(), scaler()], cluster: { kubernetes: unmeasured } },
    [
      'home/app: HorizontalPodAutoscaler "web" scales by CPU or memory, which nothing in this cluster measures; keep metrics-server in kubernetes.bundled',
    ],
  ],
  [
    "by metrics that no part of the distribution measures",
    { objects: [deployment(), service(), scaler()], cluster: { kubernetes: neverMeasured } },
    [
      'home/app: HorizontalPodAutoscaler "web" scales by CPU or memory, which nothing in this cluster measures; add a component that provides pod-metrics',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "pods by limits, which are requests too",
    {
      objects: [
        deployment({ container: { resources: { limits: { cpu: "1", memory: "64Mi" } } } }),
        service(),
        scaler(),
      ],
    },
    [],
  ],
  [
    "where a component says that it measures",
    {
      objects: [deployment(), service(), scaler()],
      cluster: { kubernetes: neverMeasured },
      components: [component("meter", { provides: { "pod-metrics": {} } })],
    },
    [],
  ],
  [
    "where the API of metrics is served",
    {
      objects: [deployment(), service(), scaler()],
      cluster: { kubernetes: unmeasured },
      components: [
        component("metrics", {
          objects: [
            deployment({ name: "metrics" }),
            service(
              { ports: [{ name: "https", port: 443, targetPort: "http" }] },
              { name: "metrics" },
            ),
            object("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", {
              spec: {
                group: "metrics.k8s.io",
                version: "v1beta1",
                groupPriorityMinimum: 100,
                versionPriority: 100,
                insecureSkipTLSVerify: true,
                service: { name: "metrics", namespace: "metrics" },
              },
            }),
          ],
        }),
      ],
    },
    [],
  ],
  [
    "pods whose requests a LimitRange gives",
    {
      objects: [
        deployment({ container: { resources: undefined } }),
        service(),
        scaler(),
        object("v1", "LimitRange", "default", {
          spec: { limits: [{ type: "Container", defaultRequest: { cpu: "50m" } }] },
        }),
      ],
    },
    [],
  ],
];

describe("an autoscaler", () => {
  it.each(scalerRows)("does not scale %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may scale %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
