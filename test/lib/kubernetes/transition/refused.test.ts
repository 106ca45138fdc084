import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { isMadeAnew } from "../../../../lib/kubernetes/transition/immutable.ts";
import type { Classes } from "../../../../lib/kubernetes/transition/claims.ts";
import { refusedChanges } from "../../../../lib/kubernetes/transition/refused.ts";
import { claim, configMap, deployment, object, service } from "../../../support/objects.ts";

const anew =
  'give it another name, or have it made anew with the annotation "argocd.argoproj.io/sync-options: Force=true,Replace=true"';
const left = "changes what stands beside a field that the server has filled in and keeps:";
const once = "push it once with that field written out, and the change after that";
const nobody = (path: string): string =>
  `changes ${path}, which the API server lets nobody change; ${anew}`;

const rollout = (strategy?: object) => deployment({ spec: { strategy } });
const stateful = (spec?: object) => deployment({ kind: "StatefulSet", spec });
const daemons = (updateStrategy?: object) =>
  deployment({ kind: "DaemonSet", spec: { updateStrategy } });
const pod = (more: object) => deployment({ pod: more });
const sized = (storage: string, more: object = {}) =>
  claim("data", { resources: { requests: { storage } }, ...more });
const job = (spec: object, container: object = {}) =>
  object("batch/v1", "Job", "once", {
    spec: {
      template: {
        spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a:1", ...container }] },
      },
      ...spec,
    },
  });
const policy = (spec: object) =>
  object("networking.k8s.io/v1", "NetworkPolicy", "web", { spec: { podSelector: {}, ...spec } });
const kind = (versions: readonly object[], spec: object = {}) =>
  object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "things.house.example", {
    spec: { scope: "Namespaced", names: { kind: "Thing", plural: "things" }, versions, ...spec },
  });
const version = (name: string, storage: boolean) => ({ name, storage, served: true });
const secret = (more: object) => object("v1", "Secret", "token", more);
const binding = (name: string, more: object = {}) =>
  object("rbac.authorization.k8s.io/v1", "RoleBinding", "web", {
    roleRef: { kind: "Role", name, ...more },
  });
const rolling = { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%" } };
const http = { name: "http", port: 80 };
const both = [http, { name: "https", port: 443 }];
const classes: Classes = { usual: "grows", grows: (name) => name === "grows" };

/** Each was refused by a real API server after the first was applied, or taken without effect. */
const wrong: readonly (readonly [name: string, before: object, after: object, line: string])[] = [
  [
    "Recreate after a strategy that was left out",
    rollout(),
    rollout({ type: "Recreate" }),
    `${left} spec.strategy sets rollingUpdate, which is not allowed here; ${once}`,
  ],
  [
    "OnDelete after a strategy that was left out",
    stateful(),
    stateful({ updateStrategy: { type: "OnDelete" } }),
    `${left} spec.updateStrategy sets rollingUpdate, which is not allowed here; ${once}`,
  ],
  [
    "a source for a volume that had none",
    pod({ volumes: [{ name: "data" }] }),
    pod({ volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] }),
    left,
  ],
  [
    "an account that is no longer named",
    pod({ serviceAccountName: "robot" }),
    pod({}),
    'leaves spec.template.spec.serviceAccountName "robot", since nobody owns what the server has filled in; write spec.template.spec.serviceAccountName out',
  ],
  ["other selectors", deployment(), stateless("other"), nobody("spec.selector")],
  [
    "a larger template of claims",
    stateful({ volumeClaimTemplates: [sized("1Gi")] }),
    stateful({ volumeClaimTemplates: [sized("2Gi")] }),
    nobody("spec.volumeClaimTemplates"),
  ],
  ["another image of a Job", job({}), job({}, { image: "a:2" }), nobody("spec.template")],
  [
    "less of a Job whose indexes do not all run at once",
    job({ completionMode: "Indexed", completions: 3 }),
    job({ completionMode: "Indexed", completions: 2 }),
    nobody("spec.completions"),
  ],
  [
    "an address taken from a Service",
    service(),
    service({ clusterIP: "None" }),
    "changes spec.clusterIP from one to none, and a Service keeps the address that it was given; give it another name",
  ],
  [
    "an address given to a Service",
    service({ clusterIP: "None" }),
    service(),
    "changes spec.clusterIP from none to one, and a Service keeps the address that it was given; give it another name",
  ],
  [
    "a port of the nodes that is left behind",
    service({ type: "NodePort", ports: both }),
    service({ ports: [http] }),
    left,
  ],
  [
    "another class of a load balancer",
    service({ type: "LoadBalancer", loadBalancerClass: "house.example/a" }),
    service({ type: "LoadBalancer", loadBalancerClass: "house.example/b" }),
    nobody("spec.loadBalancerClass"),
  ],
  [
    "a claim that shrinks",
    sized("1Gi"),
    sized("1000Mi"),
    "changes spec.resources.requests.storage from 1Gi to 1000Mi, and no volume shrinks; give it the size that it had",
  ],
  [
    "a claim that grows where none does",
    sized("1Gi", { storageClassName: "fixed" }),
    sized("2Gi", { storageClassName: "fixed" }),
    'changes spec.resources.requests.storage from 1Gi to 2Gi, and volumes of class "fixed" do not grow; give it the size that it had, or another claim a new name and move what it holds',
  ],
  [
    "another class of a claim",
    sized("1Gi"),
    sized("1Gi", { storageClassName: "fixed" }),
    "changes spec.storageClassName, which the API server lets nobody change; give it another name, since whatever it holds goes with the old one",
  ],
  [
    "a kind that is of one namespace no more",
    kind([version("v1", true)]),
    kind([version("v1", true)], { scope: "Cluster" }),
    "changes spec.scope, which the API server lets nobody change; give it another name, since whatever it holds goes with the old one",
  ],
  [
    "the version that objects are stored in",
    kind([version("v1", true)]),
    kind([version("v2", true)]),
    'drops version v1, in which objects are stored; keep it with "served: false" until they are stored otherwise',
  ],
  [
    "outgoing connections, of which a policy knew nothing",
    policy({ ingress: [{}] }),
    policy({ ingress: [{}], egress: [{}] }),
    'leaves spec.policyTypes ["Ingress"] where a new one has ["Ingress","Egress"], since nobody owns what the server has filled in; write spec.policyTypes out',
  ],
  [
    "what came of stringData",
    secret({ stringData: { a: "hidden", b: "c" } }),
    secret({ stringData: { b: "c" } }),
    "leaves data.a as it is, since nobody owns what came of stringData; give it another name",
  ],
  ["another type of Secret", secret({}), secret({ type: "a/b" }), nobody("type")],
  ["another role", binding("a"), binding("b"), nobody("roleRef")],
  [
    "a ConfigMap that is sealed",
    { ...configMap("a", { a: "1" }), immutable: true },
    { ...configMap("a", { a: "2" }), immutable: true },
    nobody("data"),
  ],
];

function stateless(app: string): object {
  return deployment({ spec: { selector: { matchLabels: { app } } } });
}

/** And each of these was taken. */
const right: readonly (readonly [name: string, before: object, after: object])[] = [
  ["Recreate after a strategy written out", rollout(rolling), rollout({ type: "Recreate" })],
  ["a strategy written out", rollout(), rollout(rolling)],
  [
    "OnDelete after a type without its numbers",
    stateful({ updateStrategy: { type: "RollingUpdate" } }),
    stateful({ updateStrategy: { type: "OnDelete" } }),
  ],
  ["OnDelete of what runs on every node", daemons(), daemons({ type: "OnDelete" })],
  [
    "another probe",
    deployment({ container: { livenessProbe: { httpGet: { port: 8080 } } } }),
    deployment({ container: { livenessProbe: { tcpSocket: { port: 8080 } } } }),
  ],
  [
    "a preset written out in a Job",
    job({}),
    job({ completions: 1, backoffLimit: 6 }, { imagePullPolicy: "IfNotPresent" }),
  ],
  ["a Job that was made to wait", job({ suspend: true }), job({ suspend: false })],
  [
    "more of a Job whose indexes all run at once",
    job({ completionMode: "Indexed", completions: 3, parallelism: 3 }),
    job({ completionMode: "Indexed", completions: 5, parallelism: 5 }),
  ],
  [
    "the same template of claims otherwise",
    stateful({ volumeClaimTemplates: [sized("1Gi")] }),
    stateful({ volumeClaimTemplates: [sized("1024Mi", { volumeMode: "Filesystem" })] }),
  ],
  ["a claim that grows", sized("1Gi"), sized("2Gi")],
  ["the usual class by its name", sized("1Gi"), sized("1Gi", { storageClassName: "grows" })],
  ["another type of Service", service(), service({ type: "NodePort" })],
  [
    "a Service that nobody reaches from outside any more",
    service({ type: "LoadBalancer", externalTrafficPolicy: "Local" }),
    service(),
  ],
  ["a tag that decides on pulling", job({}, { image: "a:1" }), job({}, { image: "a:1" })],
  [
    "the group of a role written out",
    binding("a"),
    binding("a", { apiGroup: "rbac.authorization.k8s.io" }),
  ],
  [
    "a version beside the stored one",
    kind([version("v1", true)]),
    kind([version("v1", false), version("v2", true)]),
  ],
  ["another object", sized("2Gi"), { ...sized("1Gi"), metadata: { name: "other" } }],
];

describe("refusedChanges", () => {
  it.each(wrong)("tells of %s", (_, before, after, line) => {
    const told = refusedChanges(before as Manifest, after as Manifest, classes);
    expect(told.join("\n")).toContain(line);
    expect(told.join("\n")).not.toContain("hidden");
    if (told[0]!.startsWith(left)) expect(told[0]).toMatch(new RegExp(`${once}$`));
  });

  it.each(right)("takes %s", (_, before, after) => {
    expect(refusedChanges(before as Manifest, after as Manifest, classes)).toEqual([]);
  });
});

describe("isMadeAnew", () => {
  it.each([
    ["a hook", { "argocd.argoproj.io/hook": "PreSync" }, true],
    [
      "what is forced",
      { "argocd.argoproj.io/sync-options": "Prune=false,Force=true,Replace=true" },
      true,
    ],
    ["what is replaced", { "argocd.argoproj.io/sync-options": "Replace=true" }, false],
    ["anything else", undefined, false],
  ])("knows %s", (_, annotations, expected) => {
    expect(isMadeAnew(deployment({ metadata: { annotations } }) as unknown as Manifest)).toBe(
      expected,
    );
  });
});
