import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, object, service } from "../../../support/objects.ts";

const settings = (metadata: object) => ({
  objects: [{ ...configMap("settings", { a: "b" }), metadata: { name: "settings", ...metadata } }],
});
const annotated = (annotations: object) => settings({ annotations });
const pods = { restartPolicy: "Never", containers: [{ name: "job", image: "a.example/job:1" }] };
const job = (spec: object) =>
  object("batch/v1", "Job", "job", { spec: { template: { spec: pods }, ...spec } });
const cron = (spec: object) =>
  object("batch/v1", "CronJob", "cron", {
    spec: { schedule: "0 2 * * *", jobTemplate: { spec: { template: { spec: pods } } }, ...spec },
  });
const definition = (more: object, metadata: object = {}, description = "") =>
  object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "things.house.example", {
    metadata: { name: "things.house.example", ...metadata },
    spec: {
      group: "house.example",
      names: { kind: "Thing", plural: "things" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", description } },
        },
      ],
      ...more,
    },
  });
const clientSide = { annotations: { "argocd.argoproj.io/sync-options": "ServerSideApply=false" } };

const base64 = (bytes: number): string => Buffer.alloc(bytes).toString("base64");

const rows: readonly Row[] = [
  [
    "half an emoji",
    { objects: [configMap("a", { text: "\ud83d" })] },
    [
      'home/app: ConfigMap "a" data.text has half a character, which no reader of YAML takes; write the whole one',
    ],
  ],
  [
    "a List",
    { objects: [object("v1", "List", "all", { items: [configMap("a", {})] })] },
    ['home/app: List "all" is a list, which Argo CD takes apart; add its items one by one'],
  ],
  [
    "a list of a kind",
    { objects: [object("v1", "ConfigMapList", "all", { items: [configMap("a", {})] })] },
    [
      'home/app: ConfigMapList "all" is a list, which Argo CD takes apart; add its items one by one',
    ],
  ],
  [
    "an Endpoints object",
    { objects: [object("v1", "Endpoints", "web")] },
    [
      'home/app: Endpoints "web" is of a kind that Argo CD excludes; leave Endpoints to its controller',
    ],
  ],
  [
    "an EndpointSlice",
    {
      objects: [
        object("discovery.k8s.io/v1", "EndpointSlice", "web", {
          addressType: "IPv4",
          endpoints: [],
        }),
      ],
    },
    [
      'home/app: EndpointSlice "web" is of a kind that Argo CD excludes; leave EndpointSlice to its controller',
    ],
  ],
  [
    "a CertificateRequest",
    {
      objects: [
        object("cert-manager.io/v1", "CertificateRequest", "web", {
          spec: { request: "", issuerRef: { name: "authority", kind: "ClusterIssuer" } },
        }),
      ],
    },
    [
      'home/app: CertificateRequest "web" is of a kind that Argo CD excludes; leave CertificateRequest to its controller',
    ],
  ],
  [
    "Argo CD's own annotation",
    annotated({ "argocd.argoproj.io/tracking-id": "home-app:/ConfigMap:app/settings" }),
    [
      'home/app: ConfigMap "settings" carries the annotation argocd.argoproj.io/tracking-id, which Argo CD sets at each sync; drop it',
    ],
  ],
  [
    "kubectl's own annotation",
    annotated({ "kubectl.kubernetes.io/last-applied-configuration": "{}" }),
    [
      'home/app: ConfigMap "settings" carries the annotation kubectl.kubernetes.io/last-applied-configuration, which kubectl sets; drop it',
    ],
  ],
  [
    "a sync wave of its own",
    annotated({ "argocd.argoproj.io/sync-wave": "-1" }),
    [
      'home/app: ConfigMap "settings" has a sync wave of its own, which gets an Application stuck for good; drop it, order comes from what objects refer to',
    ],
  ],
  [
    "a generated name",
    settings({ generateName: "settings-" }),
    [
      'home/app: ConfigMap "settings" has metadata.generateName, so each sync would make another; give it a name',
    ],
  ],
  [
    "fields of the live object",
    settings({ uid: "0e1d", resourceVersion: "12" }),
    [
      'home/app: ConfigMap "settings" has metadata.resourceVersion, which only the API server sets; drop it',
      'home/app: ConfigMap "settings" has metadata.uid, which only the API server sets; drop it',
    ],
  ],
  [
    "a large CustomResourceDefinition that is not applied by the server",
    { objects: [definition({}, clientSide, "x".repeat(300_000))] },
    [
      'home/app: CustomResourceDefinition "things.house.example" takes 300408 bytes, which only a server-side apply can carry; drop ServerSideApply=false',
    ],
  ],
  [
    "a CustomResourceDefinition that etcd does not store",
    { objects: [definition({}, {}, "x".repeat(1_600_000))] },
    [
      'home/app: CustomResourceDefinition "things.house.example" takes 1600334 bytes, more than etcd stores (1572864); split it',
    ],
  ],
  [
    "a ConfigMap that the API server does not take",
    { objects: [configMap("settings", { a: "x".repeat(1_100_000) })] },
    [
      'home/app: ConfigMap "settings" has 1100000 bytes of data, more than the API server takes (1048576); split it',
    ],
  ],
  [
    "a paused Deployment",
    { objects: [deployment({ spec: { paused: true } }), service()] },
    ['home/app: Deployment "web" has spec.paused set, so it never becomes healthy; drop it'],
  ],
  [
    "a suspended Job",
    { objects: [job({ suspend: true, activeDeadlineSeconds: 60 })] },
    ['home/app: Job "job" has spec.suspend set, so it never becomes healthy; drop it'],
  ],
  [
    "a suspended CronJob",
    { objects: [cron({ suspend: true })] },
    ['home/app: CronJob "cron" has spec.suspend set, so it never becomes healthy; drop it'],
  ],
  [
    "a Job that may hang",
    { objects: [job({})] },
    [
      'home/app: Job "job" has no spec.activeDeadlineSeconds, so one that hangs holds up the sync for ever; set it',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "what the API server still takes",
    {
      objects: [
        { ...configMap("half", {}), binaryData: { a: base64(800 * 1024) } },
        { ...configMap("whole", {}), binaryData: { a: base64(2 ** 20) } },
      ],
    },
    [],
  ],
  [
    "a CustomResourceDefinition with an old default",
    { objects: [definition({ preserveUnknownFields: false })] },
    [],
  ],
  ["a large CustomResourceDefinition", { objects: [definition({}, {}, "x".repeat(300_000))] }, []],
  ["a Job with a deadline", { objects: [job({ activeDeadlineSeconds: 600 })] }, []],
  ["a CronJob without one", { objects: [cron({})] }, []],
];

describe("Argo CD", () => {
  it.each(rows)("is kept from %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("is given %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
