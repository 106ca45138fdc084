import { describe, expect, it } from "vitest";
import { nullsIn } from "../../../../lib/helm/nulls.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, configMap, deployment, object, service } from "../../../support/objects.ts";

const rbac = "rbac.authorization.k8s.io/v1";
const flows = "flowcontrol.apiserver.k8s.io/v1";
const pods = { restartPolicy: "Never", containers: [{ name: "job", image: "a.example/job:1" }] };
const job = (metadata: object = {}) => ({
  ...object("batch/v1", "Job", "job", {
    spec: { template: { spec: pods }, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 60 },
  }),
  metadata: { name: "job", ...metadata },
});
const settings = (metadata: object) => ({
  objects: [{ ...configMap("settings", { a: "b" }), metadata: { name: "settings", ...metadata } }],
});
const owner = {
  apiVersion: "v1",
  kind: "Pod",
  name: "a",
  uid: "11111111-1111-4111-8111-111111111111",
};
const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { part: "all" } }] };
const role = (more: object) => object(rbac, "ClusterRole", "all", more);
const flow = (metadata: object = {}) => ({
  ...object(flows, "FlowSchema", "probes", {
    spec: { matchingPrecedence: 77, priorityLevelConfiguration: { name: "exempt" } },
  }),
  metadata: { name: "probes", ...metadata },
});
const injects = { "house.example/inject-ca-from": "app/web" };
const webhook = (clientConfig: object, annotations: object = injects) => ({
  ...object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "check", {
    webhooks: [
      {
        name: "check.house.example",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { url: "https://a.house.example/check", ...clientConfig },
      },
    ],
  }),
  metadata: { name: "check", annotations },
});
const token = (more: object) => ({
  ...object("v1", "Secret", "token", { type: "kubernetes.io/service-account-token", ...more }),
  metadata: { name: "token", annotations: { "kubernetes.io/service-account.name": "default" } },
});

const rows: readonly Row[] = [
  [
    "a Job that goes by itself",
    { objects: [job()] },
    [
      'home/app: Job "job" has spec.ttlSecondsAfterFinished, so it goes when it has ended, and Argo CD runs it again and again; drop it',
    ],
  ],
  [
    "an owner",
    settings({ ownerReferences: [owner] }),
    [
      'home/app: ConfigMap "settings" has metadata.ownerReferences, whose uid no other cluster has: the object is deleted as one without an owner, and Argo CD makes it again and again; drop them',
    ],
  ],
  [
    "the number of a rollout",
    {
      objects: [
        deployment({ metadata: { annotations: { "deployment.kubernetes.io/revision": "3" } } }),
        service(),
      ],
    },
    [
      'home/app: Deployment "web" carries the annotation deployment.kubernetes.io/revision, which the controller of Deployments sets; drop it',
    ],
  ],
  [
    "rules that a controller writes",
    { objects: [role({ aggregationRule, rules: [] })] },
    [
      'home/app: ClusterRole "all" has rules beside its aggregationRule, and a controller writes those of other ClusterRoles there; drop rules, or name /rules in ignoreDifferences',
    ],
  ],
  [
    "certificates of the cluster",
    { objects: [configMap("kube-root-ca.crt", { a: "b" })] },
    [
      'home/app: ConfigMap "kube-root-ca.crt" is what Kubernetes writes into each namespace, again and again; give it another name',
    ],
  ],
  [
    "a flow of the API server",
    { objects: [flow()] },
    [
      'home/app: FlowSchema "probes" is one that the API server sets back again and again; annotate it with apf.kubernetes.io/autoupdate-spec: "false", or give it another name',
    ],
  ],
  [
    "a certificate that somebody writes",
    { objects: [webhook({ caBundle: "" })] },
    [
      'home/app: ValidatingWebhookConfiguration "check" has a caBundle, and the annotation house.example/inject-ca-from has somebody else write it; drop one of them, or name the field in ignoreDifferences',
    ],
  ],
  [
    "a token that is empty",
    { objects: [token({ data: { token: "" } })] },
    ['home/app: Secret "token" has data, which a controller writes for its token; drop it'],
  ],
];

const ignoring = (ignoreDifferences: readonly object[]) => ({
  components: [component("roles", { objects: [role({ aggregationRule, rules: [] })] })].map(
    (placement) => ({ ...placement, overrides: { ignoreDifferences } }) as typeof placement,
  ),
});

const validRows: readonly Row[] = [
  [
    "a hook that goes",
    { objects: [job({ annotations: { "argocd.argoproj.io/hook": "Sync" } })] },
    [],
  ],
  ["no owners", settings({ ownerReferences: [] }), []],
  ["a role that sums up", { objects: [role({ aggregationRule })] }, []],
  ["a role without rules", { objects: [role({ rules: [] })] }, []],
  [
    "rules that are ignored",
    ignoring([
      {
        group: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "all",
        jsonPointers: ["/rules"],
      },
    ]),
    [],
  ],
  [
    "a flow that is left alone",
    { objects: [flow({ annotations: { "apf.kubernetes.io/autoupdate-spec": "false" } })] },
    [],
  ],
  ["a certificate that only somebody writes", { objects: [webhook({})] }, []],
  ["a certificate that nobody else writes", { objects: [webhook({ caBundle: "QQ==" }, {})] }, []],
  ["a token", { objects: [token({})] }, []],
];

describe("Argo CD does not fight over", () => {
  it.each(rows)("%s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("%s, which settles", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

const todo =
  "set the value that it comes from, or have synth render the chart, which leaves it out";
const isNull = "is null, which Argo CD applies against whoever fills it in";
const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const scaler = object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
  spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: target },
});

describe("a null that a chart prints", () => {
  it.each([
    [
      "a class of storage",
      [claim("data", { storageClassName: null })],
      'PersistentVolumeClaim "data" spec.storageClassName',
    ],
    [
      "a volume",
      [claim("data", { volumeName: null })],
      'PersistentVolumeClaim "data" spec.volumeName',
    ],
    [
      "a class of ingress",
      [object("networking.k8s.io/v1", "Ingress", "web", { spec: { ingressClassName: null } })],
      'Ingress "web" spec.ingressClassName',
    ],
    [
      "replicas that are scaled",
      [deployment({ spec: { replicas: null } }), scaler],
      'Deployment "web" spec.replicas',
    ],
    [
      "finalizers",
      [{ ...claim("data"), metadata: { name: "data", finalizers: null } }],
      'PersistentVolumeClaim "data" metadata.finalizers',
    ],
  ])("is told where it is %s", (_, printed, what) => {
    expect(nullsIn(printed as unknown as Manifest[])).toEqual([`${what} ${isNull}; ${todo}`]);
  });

  it("is nothing where nobody else writes", () => {
    const printed = [
      deployment({ spec: { replicas: null, minReadySeconds: null } }),
      service({ ports: null }),
      { ...configMap("a", {}), data: null },
    ];
    expect(nullsIn(printed as unknown as Manifest[])).toEqual([]);
  });
});
