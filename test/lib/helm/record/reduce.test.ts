import { describe, expect, it } from "vitest";
import { reduce, reduceAll } from "../../../../lib/helm/record/reduce.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";

const metadata = { name: "a", namespace: "space" };

describe("reducing the objects of a chart", () => {
  it("keeps no value of a Secret, a ConfigMap or a variable in any form", () => {
    const secret = "hunter2-the-secret";
    const encoded = Buffer.from(secret).toString("base64");
    const container = {
      name: "main",
      image: "a.example/a:1",
      command: ["sh", "-c", secret],
      args: [`--password=${secret}`],
      env: [
        { name: "PASSWORD", value: secret },
        { name: "KEY", valueFrom: { secretKeyRef: { name: "login", key: "key" } } },
        { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ],
      lifecycle: {
        postStart: { httpGet: { host: "a.example", path: secret } },
        preStop: { exec: { command: [secret] } },
      },
      livenessProbe: {
        httpGet: { path: `/?${secret}`, port: "http", httpHeaders: [{ name: "x", value: secret }] },
        periodSeconds: 3,
      },
    };
    const objects: Manifest[] = [
      { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data: { b: encoded, a: "" } },
      { apiVersion: "v1", kind: "Secret", metadata, stringData: { c: secret } },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { c: secret },
        binaryData: { d: encoded },
      },
      { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [container] } },
    ];
    const reduced = objects.map((object) => reduce(object));
    expect(JSON.stringify(reduced)).not.toMatch(new RegExp(`${secret}|${encoded}`));
    expect(reduced).toEqual([
      { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data: { a: "", b: "" } },
      { apiVersion: "v1", kind: "Secret", metadata, stringData: { c: "" } },
      { apiVersion: "v1", kind: "ConfigMap", metadata, data: { c: "" }, binaryData: { d: "" } },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata,
        spec: {
          containers: [
            {
              name: "main",
              image: "a.example/a:1",
              env: [
                { name: "PASSWORD" },
                { name: "KEY", valueFrom: { secretKeyRef: { name: "login", key: "key" } } },
                { name: "NODE" },
              ],
              lifecycle: { postStart: { httpGet: { host: "a.example" } } },
              livenessProbe: { httpGet: { port: "http" } },
            },
          ],
        },
      },
    ]);
  });

  it("keeps what a workload names, selects, asks for and is allowed", () => {
    const pod = {
      serviceAccountName: "a",
      priorityClassName: "high",
      hostNetwork: true,
      nodeSelector: { disk: "ssd" },
      securityContext: { runAsNonRoot: true },
      initContainers: [{ name: "first", image: "a:1", restartPolicy: "Always" }],
      containers: [
        {
          name: "main",
          image: "a:1",
          ports: [{ name: "http", containerPort: 80 }],
          envFrom: [{ configMapRef: { name: "settings" } }],
          resources: { requests: { cpu: "1" } },
          securityContext: { privileged: true },
          volumeMounts: [{ name: "data", mountPath: "/data" }],
        },
      ],
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: "data" } },
        { name: "key", secret: { secretName: "key", items: [{ key: "k", path: "k" }] } },
      ],
    };
    const labels = { app: "a" };
    const rest = {
      replicas: 2,
      selector: { matchLabels: labels },
      serviceName: "a",
      updateStrategy: { type: "OnDelete" },
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { storageClassName: "fast" } }],
    };
    const template = { metadata: { labels }, spec: pod };
    const whole = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata,
      spec: { ...rest, template },
    };
    const modes = structuredClone(whole);
    Object.assign(modes.spec.template.spec.volumes[1]!.secret!, { defaultMode: 420 });
    Object.assign(modes.spec.template.metadata, { annotations: { "checksum/config": "abc" } });
    expect(reduce(modes)).toEqual(whole);
    const job = { apiVersion: "batch/v1", kind: "CronJob", metadata, spec: { schedule: "@daily" } };
    const jobTemplate = { spec: { template: { spec: { containers: [{ name: "main" }] } } } };
    const cron = { ...job, spec: { ...job.spec, jobTemplate } };
    expect(reduce(cron)).toEqual(cron);
  });

  it("keeps of kinds, rights and webhooks what others name", () => {
    const service = { name: "a", namespace: "space" };
    const conversion = {
      strategy: "Webhook",
      webhook: { clientConfig: { caBundle: "abc", service }, conversionReviewVersions: ["v1"] },
    };
    const names = { kind: "Thing", plural: "things", singular: "thing", listKind: "ThingList" };
    const versions = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: {} } }];
    const definition = { group: "a.example", scope: "Cluster", names, versions, conversion };
    const reduced = reduce({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.a.example" },
      spec: definition,
    });
    expect(reduced["spec"]).toEqual({
      group: "a.example",
      scope: "Cluster",
      names: { kind: "Thing", plural: "things" },
      versions: [{ name: "v1", served: true, storage: true }],
      conversion: { strategy: "Webhook", webhook: { clientConfig: { service } } },
    });
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata };
    expect(reduce({ ...role, rules })).toEqual({ ...role, rules });
    const webhook = { name: "a.example", rules, clientConfig: { service, caBundle: "abc" } };
    const configuration = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "a" },
    };
    expect(reduce({ ...configuration, webhooks: [{ ...webhook, timeoutSeconds: 3 }] })).toEqual({
      ...configuration,
      webhooks: [{ name: "a.example", rules, clientConfig: { service } }],
    });
  });

  it("empties long texts and rules of alerts in what it keeps whole, and no key goes", () => {
    const sealed = { apiVersion: "bitnami.com/v1alpha1", kind: "SealedSecret", metadata };
    const spec = { encryptedData: { key: "x".repeat(600) }, short: "x" };
    expect(reduce({ ...sealed, spec })["spec"]).toEqual({ encryptedData: { key: "" }, short: "x" });
    const rule = { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", metadata };
    const groups = [{ name: "a", rules: [{ alert: "A", expr: "up == 0" }] }];
    expect(reduce({ ...rule, spec: { groups } })["spec"]).toEqual({
      groups: [{ name: "a", rules: [] }],
    });
  });

  it("drops sums and versions from annotations and labels, unless something selects by them", () => {
    const annotations = {
      "checksum/config": "abc",
      "helm.sh/hook": "pre-delete",
      "helm.sh/resource-policy": "keep",
      note: "x".repeat(600),
      "storageclass.kubernetes.io/is-default-class": "true",
    };
    const labels = { app: "a", "helm.sh/chart": "a-1.0.0", "app.kubernetes.io/version": "1" };
    const account = { apiVersion: "v1", kind: "ServiceAccount" };
    const full = { ...account, metadata: { ...metadata, annotations, labels } };
    expect(reduce(full).metadata).toEqual({
      ...metadata,
      annotations: {
        "helm.sh/hook": "pre-delete",
        "helm.sh/resource-policy": "keep",
        "storageclass.kubernetes.io/is-default-class": "true",
      },
      labels: { app: "a" },
    });
    const selector = { "helm.sh/chart": "a-1.0.0" };
    const service = { apiVersion: "v1", kind: "Service", metadata, spec: { selector } };
    const [, second] = reduceAll([full, service]);
    expect(second!.metadata.labels).toEqual({ app: "a", "helm.sh/chart": "a-1.0.0" });
  });

  it("gives the same bytes whatever the order of objects and keys", () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { type: "A", clusterIP: "B" },
    };
    const account = {
      kind: "ServiceAccount",
      metadata: { namespace: "space", name: "a" },
      apiVersion: "v1",
    };
    const turned = {
      spec: { clusterIP: "B", type: "A" },
      metadata,
      kind: "Service",
      apiVersion: "v1",
    };
    expect(JSON.stringify(reduceAll([service, account]))).toBe(
      JSON.stringify(reduceAll([account, turned])),
    );
  });

  it("takes what a chart printed and no API server would", () => {
    const odd = { apiVersion: "apps/v1", kind: "Deployment", metadata };
    expect(reduce(odd)).toEqual({ ...odd, spec: { template: {} } });
    expect(
      reduce({ ...odd, spec: { template: { spec: { containers: "x", volumes: 3 } } } }),
    ).toEqual({
      ...odd,
      spec: { template: { spec: {} } },
    });
  });
});
