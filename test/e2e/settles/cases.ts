import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { claim, configMap, deployment, object } from "../../support/objects.ts";

/** Objects that are applied together, of which the first is looked at. */
export interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** Whether somebody writes a certificate into it, as its annotation asks for. */
  readonly isInjected?: true;
  /** Whether who writes it back looks once a minute: seen once, it is taken for always. */
  readonly isSlow?: true;
}

const rbac = "rbac.authorization.k8s.io/v1";
const flows = "flowcontrol.apiserver.k8s.io/v1";
const pods = { restartPolicy: "Never", containers: [{ name: "a", image: "a.example/a:1" }] };
const matching = [{ matchLabels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } }];
const level = { type: "Limited", limited: { nominalConcurrencyShares: 1 } };

function annotated(given: object, annotations: object): Manifest {
  const { metadata, ...rest } = given as Manifest;
  return { ...rest, metadata: { ...metadata, annotations } } as Manifest;
}

function withMetadata(name: string, more: object): Manifest {
  return { ...configMap(name, { a: "b" }), metadata: { name, ...more } };
}

function job(name: string, spec: object): Manifest {
  // Without pods to wait for it ends at once.
  const whole = { completions: 0, activeDeadlineSeconds: 600, template: { spec: pods }, ...spec };
  return object("batch/v1", "Job", name, { spec: whole });
}

function role(name: string, more: object): Manifest {
  return object(rbac, "ClusterRole", name, more);
}

function token(name: string, account: string, more: object = {}): Manifest {
  const secret = object("v1", "Secret", name, {
    type: "kubernetes.io/service-account-token",
    ...more,
  });
  return annotated(secret, { "kubernetes.io/service-account.name": account });
}

function webhook(name: string, caBundle: object, annotations: object = {}): Manifest {
  const hooks = [
    {
      name: "a.house.example",
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
      clientConfig: { url: "https://a.house.example/check", ...caBundle },
    },
  ];
  const group = "admissionregistration.k8s.io/v1";
  const configuration = object(group, "ValidatingWebhookConfiguration", name, { webhooks: hooks });
  return annotated(configuration, annotations);
}

function scaler(name: string): Manifest {
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name };
  const spec = { minReplicas: 2, maxReplicas: 3, scaleTargetRef };
  return object("autoscaling/v2", "HorizontalPodAutoscaler", name, { spec });
}

const workload = (name: string, spec: object = {}): Manifest => deployment({ name, spec });

function definition(plural: string, spec: object, more: object = {}): Manifest {
  const kind = plural.replace(/^./, (first) => first.toUpperCase());
  const schema = { openAPIV3Schema: { type: "object" } };
  const whole = {
    group: "settles.example",
    scope: "Namespaced",
    names: { kind, plural },
    versions: [{ name: "v1", served: true, storage: true, schema }],
    ...spec,
  };
  const name = `${plural}.settles.example`;
  const group = "apiextensions.k8s.io/v1";
  const made = object(group, "CustomResourceDefinition", name, { spec: whole, ...more });
  return made;
}

const owner = {
  apiVersion: "v1",
  kind: "ConfigMap",
  name: "gone",
  uid: "11111111-1111-4111-8111-111111111111",
};
const injection = { "house.example/inject-ca-from": "app/web" };

/** Who writes back what: of each way one that never settles, and beside it what looks the same and does. */
export const cases: readonly Case[] = [
  { what: "a link to itself", objects: [withMetadata("link", { selfLink: "/a" })] },
  { what: "a version", objects: [withMetadata("version", { resourceVersion: "12" })] },
  { what: "an owner of elsewhere", objects: [withMetadata("owned", { ownerReferences: [owner] })] },
  { what: "nobody's finalizer", objects: [withMetadata("kept", { finalizers: ["a.example/b"] })] },
  { what: "certificates of the cluster", objects: [configMap("kube-root-ca.crt", { a: "b" })] },
  {
    what: "the number of a rollout",
    objects: [annotated(workload("rolled"), { "deployment.kubernetes.io/revision": "7" })],
  },
  { what: "a status", objects: [{ ...workload("running"), status: { replicas: 3 } }] },
  { what: "a Job that goes", objects: [job("goes", { ttlSecondsAfterFinished: 0 })] },
  { what: "a Job that stays", objects: [job("stays", {})] },
  {
    what: "rules that are written",
    objects: [role("sum", { aggregationRule: { clusterRoleSelectors: matching }, rules: [] })],
  },
  {
    what: "rules that are left out",
    objects: [role("whole", { aggregationRule: { clusterRoleSelectors: matching } })],
  },
  { what: "rules of nobody else", objects: [role("plain", { rules: [] })] },
  {
    what: "a token with its value",
    objects: [token("filled", "default", { data: { token: "" } })],
  },
  { what: "a token of nobody", objects: [token("orphan", "gone")] },
  { what: "a token", objects: [token("token", "default")] },
  {
    what: "two that count replicas",
    objects: [workload("twice", { replicas: 1 }), scaler("twice")],
  },
  { what: "one that counts replicas", objects: [workload("once"), scaler("once")] },
  {
    what: "a certificate from two",
    objects: [webhook("two", { caBundle: "QQ==" }, injection)],
    isInjected: true,
  },
  {
    what: "a certificate that is empty",
    objects: [webhook("none", { caBundle: "" }, injection)],
    isInjected: true,
  },
  {
    what: "a certificate from one",
    objects: [webhook("one", {}, injection)],
    isInjected: true,
  },
  { what: "a certificate in git", objects: [webhook("own", { caBundle: "QQ==" })] },
  {
    what: "a flow of the server's",
    isSlow: true,
    objects: [
      object(flows, "FlowSchema", "probes", {
        spec: { matchingPrecedence: 77, priorityLevelConfiguration: { name: "exempt" } },
      }),
    ],
  },
  {
    what: "a level of the server's",
    isSlow: true,
    objects: [object(flows, "PriorityLevelConfiguration", "workload-low", { spec: level })],
  },
  {
    what: "a flow that the server leaves alone",
    objects: [
      annotated(
        object(flows, "FlowSchema", "service-accounts", {
          spec: { matchingPrecedence: 78, priorityLevelConfiguration: { name: "workload-high" } },
        }),
        { "apf.kubernetes.io/autoupdate-spec": "false" },
      ),
    ],
  },
  {
    what: "a pod of a node that is not there",
    isSlow: true,
    objects: [object("v1", "Pod", "stray", { spec: { ...pods, nodeName: "gone" } })],
  },
  { what: "a kind of old", objects: [definition("olds", { preserveUnknownFields: false })] },
  {
    what: "a kind with a status",
    objects: [
      definition(
        "states",
        {},
        { status: { acceptedNames: { kind: "", plural: "" }, conditions: [] } },
      ),
    ],
  },
  {
    what: "amounts and empty fields",
    objects: [
      deployment({
        name: "amounts",
        container: {
          env: [],
          resources: {
            requests: { cpu: 0.5, memory: "1024Mi" },
            limits: { cpu: "1000m", memory: "1.5Gi" },
          },
        },
        pod: {
          volumes: [],
          nodeSelector: {},
          tolerations: [],
          securityContext: {},
          serviceAccount: "",
        },
        spec: { strategy: {}, minReadySeconds: 0, paused: false },
      }),
    ],
  },
  {
    what: "half a gibibyte",
    objects: [claim("half", { resources: { requests: { storage: "0.5Gi" } } })],
  },
];
