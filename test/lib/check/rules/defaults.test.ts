import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";
import { claim, deployment, ingress, object, service } from "../../../support/objects.ts";

const web = (pod: object, ...more: readonly object[]): Change => ({
  objects: [deployment({ pod }), service(), ...more],
});

const mounted = (name: string) => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
});

const trafeik = { metadata: { name: "a" }, spec: { ingressClassName: "trafeik", tls: [] } };

const stateful = (spec: object) =>
  deployment({ kind: "StatefulSet", spec: { serviceName: "web", ...spec } });

const defaultRows: readonly Row[] = [
  [
    "a class that the cluster itself misnames, once",
    {
      cluster: { ingress: { className: "trafeik", issuer: "authority" } },
      objects: [
        deployment(),
        service(),
        ingress(trafeik),
        ingress({ ...trafeik, host: "b.house.example", metadata: { name: "b" } }),
      ],
    },
    [
      'home: ingress.className names IngressClass "trafeik", which nothing in this cluster makes; did you mean "traefik"?',
    ],
  ],
  [
    "an issuer that the cluster itself misnames, once",
    {
      cluster: { ingress: { className: "traefik", issuer: "autority" } },
      objects: [
        deployment(),
        service(),
        ingress({
          metadata: { name: "web", annotations: { "cert-manager.io/cluster-issuer": "autority" } },
        }),
      ],
    },
    [
      'home: ingress.issuer names ClusterIssuer "autority", which nothing in this cluster makes; did you mean "authority"?',
    ],
  ],
  [
    "a claim without a class where none is the default",
    { ...web(mounted("data"), claim("data")), cluster: { kubernetes: k3sBut("local-storage") } },
    [
      'home/app: PersistentVolumeClaim "data" claims a volume without a StorageClass, and this cluster has no default one; name a class or add a component that provides default-storage',
    ],
  ],
  [
    "a claim that lives as long as its pod without a class where none is the default",
    {
      ...web({
        volumes: [
          { name: "data", ephemeral: { volumeClaimTemplate: { spec: claim("data").spec } } },
        ],
      }),
      cluster: { kubernetes: k3sBut("local-storage") },
    },
    [
      'home/app: Deployment "web" claims a volume without a StorageClass, and this cluster has no default one; name a class or add a component that provides default-storage',
    ],
  ],
  [
    "a claim of a StatefulSet without a class where none is the default",
    {
      objects: [
        stateful({
          volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim("data").spec }],
        }),
        service(),
      ],
      cluster: { kubernetes: k3sBut("local-storage") },
    },
    [
      'home/app: StatefulSet "web" claims a volume without a StorageClass, and this cluster has no default one; name a class or add a component that provides default-storage',
    ],
  ],
  [
    "a LoadBalancer where nobody gives addresses",
    {
      objects: [deployment(), service({ type: "LoadBalancer" })],
      cluster: { kubernetes: k3sBut("servicelb") },
    },
    [
      'home/app: Service "web" is of type LoadBalancer, but nothing in this cluster gives addresses; use ClusterIP or add a component that provides load-balancer',
    ],
  ],
  [
    "an Ingress without a class",
    { objects: [deployment(), service(), ingress({ spec: { ingressClassName: undefined } })] },
    ['home/app: Ingress "web" has no spec.ingressClassName; name the class that serves it'],
  ],
  [
    "Ingress objects without a class in a cluster that has no ingress",
    {
      objects: [
        deployment(),
        service(),
        ingress({
          metadata: { name: "web", annotations: {} },
          spec: { ingressClassName: undefined, tls: undefined },
        }),
      ],
      cluster: { ingress: undefined },
    },
    [
      'home: has no ingress, but Ingress "web" of app names no class; set ingress to a class and an issuer',
    ],
  ],
];

const fast = object("storage.k8s.io/v1", "StorageClass", "fast", {
  metadata: {
    name: "fast",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "driver.example",
  volumeBindingMode: "WaitForFirstConsumer",
});

const classRows: readonly Row[] = [
  [
    "beside the one of the distribution",
    { objects: [fast] },
    ['home/app: StorageClass "fast" is the default one, and so is "local-path"; keep one of them'],
  ],
];

const validRows: readonly Row[] = [
  [
    "in its place",
    {
      ...web(mounted("data"), claim("data"), fast),
      cluster: { kubernetes: k3sBut("local-storage") },
    },
    [],
  ],
];

describe("a default", () => {
  it.each(defaultRows)("is missing for %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a default StorageClass", () => {
  it.each(classRows)("is refused %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("is accepted %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
