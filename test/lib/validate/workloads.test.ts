import { describe, expect, it } from "vitest";
import { charts } from "../../../imports/charts.ts";
import type { Change, Row } from "../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { claim, deployment, object, service } from "../../support/objects.ts";

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
const unmeasured = {
  distribution: "k3s",
  version: "v1.36.2+k3s1",
  bundled: ["flannel", "servicelb", "traefik", "local-storage"],
} as const;
const mounts = {
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
};
const remote = component("driver", {
  objects: [
    object("storage.k8s.io/v1", "StorageClass", "remote", { provisioner: "driver.example" }),
  ],
});
const stored = (spec: object, mode = "ReadWriteOnce"): Change => ({
  objects: [
    deployment({ pod: mounts, spec }),
    service(),
    claim("data", { storageClassName: "remote", accessModes: [mode] }),
  ],
  components: [remote],
});
const container = (more: object, pod: object = {}): Change => ({
  objects: [deployment({ container: more, pod }), service()],
});

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
];

const volumeRows: readonly Row[] = [
  [
    "that nothing mounts, of a class that waits for it",
    { objects: [claim("data")] },
    [
      'home/app: PersistentVolumeClaim "data" is bound only when a pod mounts it, and none does; mount it or drop it',
    ],
  ],
  [
    "among replicas, of one node at a time",
    stored({ replicas: 2 }),
    [
      'home/app: Deployment "web" shares volume claim "data", which one node mounts at a time, among 2 replicas; run one, or make it a StatefulSet with a claim for each',
    ],
  ],
  [
    "from old pods to new ones, of one node at a time",
    stored({}),
    [
      'home/app: Deployment "web" mounts volume claim "data", which one node mounts at a time, but starts a new pod before the old one is gone; set spec.strategy.type to Recreate',
    ],
  ],
];

const podRows: readonly Row[] = [
  [
    "mounts a volume with a slip",
    container(
      { volumeMounts: [{ name: "dta", mountPath: "/data" }] },
      { volumes: [{ name: "data", emptyDir: {} }] },
    ),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].volumeMounts[0] names volume "dta", which the pod does not have; did you mean "data"?',
    ],
  ],
  [
    "mounts a volume without having any",
    container({ volumeMounts: [{ name: "data", mountPath: "/data" }] }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].volumeMounts[0] names volume "data", which the pod does not have; add it',
    ],
  ],
  [
    "is probed at a port with a slip",
    container({ livenessProbe: { httpGet: { path: "/", port: "htpp" } } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].livenessProbe.httpGet.port is "htpp", but the container\'s ports are named http; did you mean "http"?',
    ],
  ],
  [
    "is probed at a port without a name",
    {
      objects: [
        deployment({
          container: {
            readinessProbe: { tcpSocket: { port: "http" } },
            ports: [{ containerPort: 80 }],
          },
        }),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].readinessProbe.tcpSocket.port is "http", but the container\'s ports have no names; name one of its ports',
    ],
  ],
  [
    "requests more than its limit",
    container({ resources: { requests: { memory: "1Gi" }, limits: { memory: "512Mi" } } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].resources.requests.memory is 1Gi, more than its limit 512Mi; raise the limit or lower the request',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "an autoscaler by limits, which are requests too",
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
    "an autoscaler where metrics-server is a component",
    {
      objects: [deployment(), service(), scaler()],
      cluster: { kubernetes: unmeasured },
      components: [
        component("metrics", {
          objects: [
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
  ["a volume that goes from pod to pod", stored({ strategy: { type: "Recreate" } }), []],
  ["a volume that many nodes mount", stored({ replicas: 2 }, "ReadWriteMany"), []],
  [
    "a claim that a chart may mount",
    {
      objects: [claim("data")],
      components: [
        component("chart", {
          namespace: "app",
          build: (scope) => scope.helm({ chart: charts.loki, values: {} }),
        }),
      ],
    },
    [],
  ],
  [
    "a claim template that its pods mount",
    {
      objects: [
        deployment({
          kind: "StatefulSet",
          container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
          spec: {
            serviceName: "web",
            volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim("data").spec }],
          },
        }),
        service(),
      ],
    },
    [],
  ],
];

describe("an autoscaler", () => {
  it.each(scalerRows)("does not scale %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a volume", () => {
  it.each(volumeRows)("is not given %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a container", () => {
  it.each(podRows)("is refused when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a workload", () => {
  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
