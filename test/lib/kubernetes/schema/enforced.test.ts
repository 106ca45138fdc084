import { describe, expect, it } from "vitest";
import { coreSchema } from "../../../../lib/kubernetes/schema/catalogue.ts";
import { check } from "../../../../lib/kubernetes/schema/check.ts";

function linesOf(apiVersion: string, kind: string, fields: object): string[] {
  const { schema, definitions } = coreSchema("1.36", apiVersion, kind)!;
  const object = { apiVersion, kind, metadata: { name: "a" }, ...fields };
  return check(schema, definitions, object).map(({ path, message }) => `${path} ${message}`);
}

const pod = (spec: object, container: object = {}) =>
  linesOf("v1", "Pod", {
    spec: { containers: [{ name: "a", image: "a:1", ...container }], ...spec },
  });
const service = (spec: object) =>
  linesOf("v1", "Service", { spec: { ports: [{ port: 80 }], ...spec } });
const metrics = (...list: object[]) =>
  linesOf("autoscaling/v2", "HorizontalPodAutoscaler", {
    spec: {
      maxReplicas: 2,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
      metrics: list,
    },
  });
const volume = (spec: object) =>
  linesOf("v1", "PersistentVolume", {
    spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, ...spec },
  });
const ingress = (path: object) =>
  linesOf("networking.k8s.io/v1", "Ingress", {
    spec: {
      rules: [
        {
          http: { paths: [{ backend: { service: { name: "a", port: { number: 80 } } }, ...path }] },
        },
      ],
    },
  });
const target = { type: "Utilization", averageUtilization: 80 };
const nfs = { server: "nas", path: "/a" };

describe("what the API server enforces in code", () => {
  it.each([
    [
      "a toleration of every taint by value",
      () => pod({ tolerations: [{}] }),
      "spec.tolerations[0].key is missing; add it",
    ],
    [
      "a toleration of any value that has one",
      () => pod({ tolerations: [{ key: "a", operator: "Exists", value: "b" }] }),
      'spec.tolerations[0].operator is "Exists"; use Equal',
    ],
    [
      "seconds of a toleration that evicts nothing",
      () => pod({ tolerations: [{ key: "a", operator: "Exists", tolerationSeconds: 5 }] }),
      "spec.tolerations[0].effect is missing; add it",
    ],
    [
      "no name servers in place of all",
      () => pod({ dnsPolicy: "None" }),
      "spec.dnsConfig is missing; add it",
    ],
    [
      "a negative request",
      () => pod({}, { resources: { requests: { cpu: -1 } } }),
      "spec.containers[0].resources.requests.cpu is -1; use 0 or more",
    ],
    [
      "a value that comes from elsewhere, too",
      () =>
        pod(
          {},
          {
            env: [
              { name: "A", value: "b", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            ],
          },
        ),
      "spec.containers[0].env[0] sets value and valueFrom, of which only one is allowed; remove one",
    ],
    [
      "a liveness probe that asks twice",
      () => pod({}, { livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
      "spec.containers[0].livenessProbe.successThreshold is 2; use 1 or less",
    ],
    [
      "privilege without escalation",
      () => pod({}, { securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
      "spec.containers[0].securityContext.privileged is true; use false",
    ],
    [
      "an empty word where Go has a pointer",
      () => pod({ preemptionPolicy: "" }),
      'spec.preemptionPolicy is ""; use one of Never, PreemptLowerPriority',
    ],
    [
      "a path out of its folder",
      () => pod({}, { volumeMounts: [{ name: "a", mountPath: "/a", subPath: "../b" }] }),
      'spec.containers[0].volumeMounts[0].subPath is "../b", not a path below its folder (no "/" before it, no ".." in it); correct it',
    ],
    [
      "an empty key",
      () => linesOf("v1", "ConfigMap", { metadata: { name: "a", labels: { "": "b" } } }),
      'metadata.labels[""] has a key that is not a label key (up to 63 letters, digits, "-", "_" and ".", after an optional DNS subdomain and "/"); rename it',
    ],
    [
      "a node port of an inner service",
      () => service({ ports: [{ port: 80, nodePort: 30080 }] }),
      "spec.type is missing; add it",
    ],
    [
      "a range of callers of an inner service",
      () => service({ type: "ClusterIP", loadBalancerSourceRanges: ["10.0.0.0/8"] }),
      'spec.type is "ClusterIP", which is not allowed here; change it',
    ],
    [
      "an alias of nothing",
      () => service({ type: "ExternalName" }),
      "spec.externalName is missing; add it",
    ],
    [
      "bits behind a prefix",
      () => service({ type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.1/8"] }),
      'spec.loadBalancerSourceRanges[0] is "10.0.0.1/8", not a network such as "10.42.0.0/16", without bits behind its prefix; correct it',
    ],
    [
      "a metric without its source",
      () => metrics({ type: "Resource" }),
      "spec.metrics[0].resource is missing; add it",
    ],
    [
      "a metric with another source",
      () => metrics({ type: "Pods", resource: { name: "cpu", target } }),
      'spec.metrics[0].type is "Pods"; use Resource',
    ],
    [
      "a volume of no kind",
      () => volume({ storageClassName: "a" }),
      expect.stringMatching(/^spec sets none of awsElasticBlockStore, .*; set one$/),
    ],
    [
      "a volume of two kinds",
      () =>
        volume({
          nfs,
          local: { path: "/a" },
          nodeAffinity: { required: { nodeSelectorTerms: [{}] } },
        }),
      "spec sets local and nfs, of which only one is allowed; remove one",
    ],
    [
      "a local volume of any node",
      () => volume({ local: { path: "/a" } }),
      "spec.nodeAffinity is missing; add it",
    ],
    [
      "a volume without room",
      () => volume({ nfs, capacity: { storage: "0" } }),
      'spec.capacity.storage is "0", not a quantity above zero such as "250m", "2" or "512Mi"; correct the number or its unit',
    ],
    [
      "a path without a path",
      () => ingress({ pathType: "Prefix" }),
      "spec.rules[0].http.paths[0].path is missing; add it",
    ],
    [
      "an account of no namespace",
      () =>
        linesOf("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "a" },
          subjects: [{ kind: "ServiceAccount", name: "a" }],
        }),
      "subjects[0].namespace is missing; add it",
    ],
    [
      "a selector of every pod",
      () =>
        linesOf("apps/v1", "DaemonSet", {
          spec: {
            selector: { matchLabels: {} },
            template: { spec: { containers: [{ name: "a", image: "a:1" }] } },
          },
        }),
      "spec.selector.matchLabels has 0 entries, fewer than 1; add 1",
    ],
  ])("finds %s", (_, lines, line) => {
    expect(lines()).toEqual([line]);
  });

  it.each([
    ["a toleration of every taint", () => pod({ tolerations: [{ operator: "Exists" }] })],
    [
      "a toleration of a while",
      () =>
        pod({ tolerations: [{ key: "a", value: "b", effect: "NoExecute", tolerationSeconds: 5 }] }),
    ],
    [
      "name servers of one's own",
      () => pod({ dnsPolicy: "None", dnsConfig: { nameservers: ["10.0.0.3"] } }),
    ],
    ["privilege", () => pod({}, { securityContext: { privileged: true } })],
    [
      "a service for the house",
      () =>
        service({
          type: "LoadBalancer",
          externalTrafficPolicy: "Local",
          healthCheckNodePort: 30999,
          ports: [{ port: 80, nodePort: 30080 }],
        }),
    ],
    [
      "an alias",
      () => service({ type: "ExternalName", externalName: "a.example", ports: undefined }),
    ],
    ["a metric", () => metrics({ type: "Resource", resource: { name: "cpu", target } })],
    ["a volume of the network", () => volume({ nfs })],
    ["a path that the controller reads", () => ingress({ pathType: "ImplementationSpecific" })],
    [
      "a rule about a URL",
      () =>
        linesOf("rbac.authorization.k8s.io/v1", "ClusterRole", {
          rules: [{ apiGroups: [], nonResourceURLs: ["/metrics"], verbs: ["get"] }],
        }),
    ],
  ])("accepts %s", (_, lines) => {
    expect(lines()).toEqual([]);
  });
});
