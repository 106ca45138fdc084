import { describe, expect, it } from "vitest";
import * as catalogue from "../../../../charts/index.ts";
import type { Rendered } from "../../../../lib/build/rendered.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { kindTableOf } from "../../../../lib/order/kind-table.ts";
import { coreReferences } from "../../../../lib/order/references/core.ts";
import { namedReferences } from "../../../../lib/order/references/named.ts";
import type { AnyPlacement } from "../../../../lib/model/placement.ts";
import { podReferences, podTemplateOf } from "../../../../lib/order/references/pod.ts";
import type { Reference } from "../../../../lib/order/references/reference.ts";
import type { Thing } from "../../support/tiny.ts";
import { podsOf } from "../../support/tiny.ts";

/** `<kind> <namespace>/<name>[<key>] at <field>`, with `?` where the object does without. */
function lines(references: readonly Reference[]): string[] {
  return references.map(({ kind, namespace, name, key, optional, field }) => {
    const at = namespace ? `${namespace}/${name}` : name;
    return `${kind} ${at}${key === undefined ? "" : `[${key}]`}${optional ? "?" : ""} at ${field}`;
  });
}

function workload(kind: string, apiVersion: string, spec: object): Thing {
  return { apiVersion, kind, metadata: { name: "a" }, spec };
}

describe("podTemplateOf", () => {
  const pods = podsOf("web");

  it.each([
    ["Deployment", "apps/v1", pods, "spec.template.spec"],
    ["StatefulSet", "apps/v1", pods, "spec.template.spec"],
    ["DaemonSet", "apps/v1", pods, "spec.template.spec"],
    ["ReplicaSet", "apps/v1", pods, "spec.template.spec"],
    ["Job", "batch/v1", pods, "spec.template.spec"],
    ["CronJob", "batch/v1", { jobTemplate: { spec: pods } }, "spec.jobTemplate.spec.template.spec"],
  ])("finds the pods of a %s", (kind, apiVersion, spec, field) => {
    expect(podTemplateOf(workload(kind, apiVersion, spec))).toMatchObject({
      field,
      labels: { app: "web" },
    });
  });

  it("finds a Pod itself", () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a", labels: { app: "a" } },
      spec: { containers: [{ name: "a" }] },
    };
    expect(podTemplateOf(pod)).toMatchObject({ field: "spec", labels: { app: "a" } });
  });

  it("takes a kind of the same name in another group, or one without containers, for none", () => {
    expect(podTemplateOf(workload("Deployment", "apps.example/v1", pods))).toBeUndefined();
    expect(podTemplateOf(workload("Deployment", "apps/v1", {}))).toBeUndefined();
    expect(podTemplateOf(workload("Service", "v1", pods))).toBeUndefined();
  });
});

describe("podReferences", () => {
  it("names everything that the pods cannot start without, with keys and with what is optional", () => {
    const template = podTemplateOf(
      workload(
        "Deployment",
        "apps/v1",
        podsOf("web", {
          serviceAccountName: "robot",
          priorityClassName: "high",
          runtimeClassName: "gvisor",
          imagePullSecrets: [{ name: "pull" }],
          initContainers: [
            {
              name: "i",
              envFrom: [
                { configMapRef: { name: "early" } },
                { secretRef: { name: "maybe", optional: true } },
              ],
            },
          ],
          containers: [
            {
              name: "c",
              env: [
                { name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
                {
                  name: "B",
                  valueFrom: { configMapKeyRef: { name: "m", key: "k", optional: true } },
                },
                { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                { name: "D", value: "plain" },
              ],
            },
          ],
          volumes: [
            {
              name: "v0",
              secret: {
                secretName: "s",
                items: [
                  { key: "x", path: "x" },
                  { key: "y", path: "y" },
                ],
              },
            },
            { name: "v1", configMap: { name: "m", optional: true } },
            { name: "v2", persistentVolumeClaim: { claimName: "data" } },
            {
              name: "v3",
              projected: { sources: [{ secret: { name: "p" } }, { configMap: { name: "q" } }] },
            },
            { name: "v4", emptyDir: {} },
          ],
        }),
      ),
    )!;
    expect(lines(podReferences(template, "shop"))).toEqual([
      "ServiceAccount shop/robot at spec.template.spec.serviceAccountName",
      "Secret shop/pull at spec.template.spec.imagePullSecrets[0].name",
      "PriorityClass high at spec.template.spec.priorityClassName",
      "RuntimeClass gvisor at spec.template.spec.runtimeClassName",
      "Secret shop/s[x] at spec.template.spec.volumes[0].secret.secretName",
      "Secret shop/s[y] at spec.template.spec.volumes[0].secret.secretName",
      "ConfigMap shop/m? at spec.template.spec.volumes[1].configMap.name",
      "PersistentVolumeClaim shop/data at spec.template.spec.volumes[2].persistentVolumeClaim.claimName",
      "Secret shop/p at spec.template.spec.volumes[3].projected.sources[0].secret.name",
      "ConfigMap shop/q at spec.template.spec.volumes[3].projected.sources[1].configMap.name",
      "ConfigMap shop/early at spec.template.spec.initContainers[0].envFrom[0].configMapRef.name",
      "Secret shop/maybe? at spec.template.spec.initContainers[0].envFrom[1].secretRef.name",
      "Secret shop/s[k] at spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef",
      "ConfigMap shop/m[k]? at spec.template.spec.containers[0].env[1].valueFrom.configMapKeyRef",
    ]);
  });

  it("names nothing that every cluster has", () => {
    const template = podTemplateOf(
      workload(
        "Deployment",
        "apps/v1",
        podsOf("web", {
          serviceAccountName: "default",
          priorityClassName: "system-node-critical",
        }),
      ),
    )!;
    expect(podReferences(template, "shop")).toEqual([]);
  });
});

describe("coreReferences", () => {
  it("names the target of an autoscaler and the pull Secrets of a ServiceAccount", () => {
    const scaler = workload("HorizontalPodAutoscaler", "autoscaling/v2", {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    });
    const account = {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "a" },
      imagePullSecrets: [{ name: "pull" }],
    };
    expect(coreReferences(scaler, "shop")).toMatchObject([
      { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
    ]);
    expect(lines(coreReferences(account, "shop"))).toEqual([
      "Secret shop/pull at imagePullSecrets[0].name",
    ]);
  });

  it("finds a ServiceAccount of a binding where the subject says, and beside the binding otherwise", () => {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "b" },
      roleRef: { kind: "ClusterRole", name: "own" },
      subjects: [
        { kind: "ServiceAccount", name: "here" },
        { kind: "ServiceAccount", name: "there", namespace: "other" },
        { kind: "Group", name: "people" },
      ],
    };
    expect(lines(coreReferences(binding, "shop"))).toEqual([
      "ClusterRole own at roleRef",
      "ServiceAccount shop/here at subjects[0]",
      "ServiceAccount other/there at subjects[1]",
    ]);
  });

  it("names no Role that every API server makes in kube-system", () => {
    const binding = (name: string) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "b" },
      roleRef: { kind: "Role", name },
    });
    const name = "extension-apiserver-authentication-reader";
    expect(lines(coreReferences(binding(name), "kube-system"))).toEqual([]);
    expect(lines(coreReferences(binding(name), "shop"))).toEqual([`Role shop/${name} at roleRef`]);
    expect(lines(coreReferences(binding("system:a"), "kube-system"))).toEqual([]);
  });

  it("names the account of a token", () => {
    const annotations = { "kubernetes.io/service-account.name": "robot" };
    const token = {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: { name: "token", annotations },
    };
    expect(lines(coreReferences(token, "shop"))).toEqual([
      'ServiceAccount shop/robot at metadata.annotations["kubernetes.io/service-account.name"]',
    ]);
    expect(lines(coreReferences({ ...token, type: "Opaque" }, "shop"))).toEqual([]);
  });
});

/** What the components of charts/ know of kinds. */
const kinds = kindTableOf(
  Object.values(catalogue).map((define) => {
    const { definition } = (define as (options: object) => AnyPlacement)({});
    return { placement: { definition } } as Rendered;
  }),
);

describe("namedReferences", () => {
  const of = (apiVersion: string, kind: string, spec: object, namespace?: string): string[] => {
    const manifest: Manifest = { apiVersion, kind, metadata: { name: "a", namespace }, spec };
    return lines(namedReferences(manifest, kinds.of(manifest), "home"));
  };

  it.each([
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      { secretStoreRef: { kind: "ClusterSecretStore", name: "vault" } },
      ["ClusterSecretStore vault at spec.secretStoreRef"],
    ],
    // Cluster is a kind like others, ClusterSecretStore one of the whole cluster.
    [
      "postgresql.cnpg.io/v1",
      "Pooler",
      { cluster: { name: "db" } },
      ["Cluster shop/db at spec.cluster"],
    ],
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      { secretStoreRef: { name: "local" } },
      ["SecretStore shop/local at spec.secretStoreRef"],
    ],
    [
      "metallb.io/v1beta1",
      "L2Advertisement",
      { ipAddressPools: ["one", "two"] },
      [
        "IPAddressPool shop/one at spec.ipAddressPools[0]",
        "IPAddressPool shop/two at spec.ipAddressPools[1]",
      ],
    ],
    [
      "traefik.io/v1alpha1",
      "TLSStore",
      { defaultCertificate: { secretName: "wildcard" } },
      ["Secret shop/wildcard at spec.defaultCertificate"],
    ],
    [
      "traefik.io/v1alpha1",
      "Middleware",
      { basicAuth: { secret: "users" } },
      ["Secret shop/users at spec.basicAuth.secret"],
    ],
    [
      "cert-manager.io/v1",
      "Issuer",
      {
        acme: {
          solvers: [{ dns01: { webhook: { config: { aSecretRef: { name: "a" }, b: 1 } } } }],
        },
      },
      ["Secret shop/a at spec.acme.solvers[0].dns01.webhook.config.aSecretRef"],
    ],
    [
      "cert-manager.io/v1",
      "Issuer",
      { acme: { solvers: [{ dns01: { webhook: { config: "text" } } }] } },
      [],
    ],
    ["traefik.io/v1alpha1", "Middleware", { redirectScheme: { scheme: "https" } }, []],
    ["unknown.example/v1", "Anything", { secretName: "x" }, []],
  ])("of a %s %s with %j are %j", (apiVersion, kind, spec, expected) => {
    expect(of(apiVersion, kind, spec, "shop")).toEqual(expected);
  });

  it("looks for what a cluster-scoped object names in the namespace of its controller, unless it says otherwise", () => {
    const vault = (more: object): object => ({
      provider: {
        vault: { auth: { kubernetes: { serviceAccountRef: { name: "robot", ...more } } } },
      },
    });
    expect(of("external-secrets.io/v1", "ClusterSecretStore", vault({}))).toEqual([
      "ServiceAccount home/robot at spec.provider.vault.auth.kubernetes.serviceAccountRef",
    ]);
    expect(
      of("external-secrets.io/v1", "ClusterSecretStore", vault({ namespace: "elsewhere" })),
    ).toEqual([
      "ServiceAccount elsewhere/robot at spec.provider.vault.auth.kubernetes.serviceAccountRef",
    ]);
    expect(of("cert-manager.io/v1", "ClusterIssuer", { ca: { secretName: "ca" } })).toEqual([
      "Secret home/ca at spec.ca",
    ]);
  });
});

describe("what controllers make", () => {
  const products = (apiVersion: string, kind: string, spec: object): unknown =>
    kinds
      .productsOf({ apiVersion, kind, metadata: { name: "a", namespace: "shop" }, spec })
      .map(({ kind: made, namespace, name, keys }) => [made, namespace, name, keys]);

  it.each([
    [
      "cert-manager.io/v1",
      "Certificate",
      { secretName: "tls" },
      ["Secret", "shop", "tls", ["tls.crt", "tls.key", "ca.crt"]],
    ],
    [
      "bitnami.com/v1alpha1",
      "SealedSecret",
      { encryptedData: { b: "", c: "" } },
      ["Secret", "shop", "a", ["b", "c"]],
    ],
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      { data: [{ secretKey: "k" }] },
      ["Secret", "shop", "a", ["k"]],
    ],
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      { target: { name: "t", template: { data: { j: "" } } }, data: [{ secretKey: "k" }] },
      ["Secret", "shop", "t", ["j"]],
    ],
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      {
        target: { template: { data: { j: "" }, mergePolicy: "Merge" } },
        data: [{ secretKey: "k" }],
      },
      ["Secret", "shop", "a", ["k", "j"]],
    ],
    [
      "external-secrets.io/v1",
      "ExternalSecret",
      { dataFrom: [{}] },
      ["Secret", "shop", "a", undefined],
    ],
  ])("out of a %s %s with %j is %j", (apiVersion, kind, spec, expected) => {
    expect(products(apiVersion, kind, spec)).toEqual([expected]);
  });

  it("are the certificates of an Ingress that an issuer signs for, and none of another", () => {
    const spec = { tls: [{ hosts: ["a"], secretName: "a-tls" }, { hosts: ["b"] }] };
    const of = (annotations: Record<string, string>): unknown =>
      kinds.productsOf({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "a", namespace: "shop", annotations },
        spec,
      });
    expect(of({ "cert-manager.io/cluster-issuer": "house" })).toMatchObject([
      { kind: "Secret", namespace: "shop", name: "a-tls" },
    ]);
    expect(of({})).toEqual([]);
  });
});
