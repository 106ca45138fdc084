import { describe, expect, it } from "vitest";
import { ownNames } from "../../../scripts/bootstrap/kubeconfig-step.ts";
import { isRolledOut } from "../../../scripts/bootstrap/part-steps.ts";
import { filled, parseSecrets } from "../../../scripts/bootstrap/secret-steps.ts";
import { unfinished } from "../../../scripts/bootstrap/sync-steps.ts";

describe("values that the user gives", () => {
  it("are read by Secret and key", () => {
    const text = `{"argocd/repository": {"username": "a", "password": "b"}}`;
    expect(parseSecrets(text)).toEqual({ "argocd/repository": { username: "a", password: "b" } });
  });

  it.each([
    ["hunter2", "standard input is no JSON; see docs/bootstrap.md"],
    ['["hunter2"]', "standard input is no JSON object; see docs/bootstrap.md"],
    [
      '{"argocd/repository": "hunter2"}',
      "argocd/repository is no object of texts; see docs/bootstrap.md",
    ],
    ['{"a/b": {"c": 1}}', "a/b is no object of texts; see docs/bootstrap.md"],
  ])("that are something else are refused without being quoted", (text, message) => {
    expect(() => parseSecrets(text)).toThrow(`--secrets: ${message}\n`);
    expect(() => parseSecrets(text)).not.toThrow(/hunter2/);
  });
});

describe("a Secret that the store would make", () => {
  const request = {
    name: "cluster-edge",
    keys: ["token", "ca"],
    labels: { "argocd.argoproj.io/secret-type": "cluster" },
    template: { name: "edge", config: '{"bearerToken":"{{ .token }}","caData":"{{ .ca }}"}' },
  };

  it("has the keys, and what is built from them", () => {
    expect(filled(request, { token: "t", ca: "c" })).toEqual({
      metadata: { labels: request.labels },
      stringData: { token: "t", ca: "c", name: "edge", config: '{"bearerToken":"t","caData":"c"}' },
    });
  });

  it("names the keys that are missing", () => {
    expect(() => filled(request, { ca: "c" })).toThrow(
      "--secrets: cluster-edge lacks token; give all of token, ca\n",
    );
  });

  it("is not made from a template that is more than keys", () => {
    const odd = { ...request, template: { config: "{{ .token | b64enc }}" } };
    expect(() => filled(odd, { token: "t", ca: "c" })).toThrow(
      "cluster-edge: template of config is more than keys in braces\n",
    );
  });
});

describe("the kubeconfig of k3s", () => {
  it("gets the cluster's name and endpoint, and keeps its credentials", () => {
    const text = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ZGVmYXVsdA==
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-key-data: a2V5
`;
    expect(ownNames(text, "edge", "10.0.0.46")).toBe(
      text.replace("127.0.0.1", "10.0.0.46").replaceAll(": default\n", ": edge\n"),
    );
  });
});

describe("a workload", () => {
  const live = (kind: string, status: object, spec = {}) => ({
    kind,
    metadata: { name: "one", generation: 2 },
    spec,
    status: { observedGeneration: 2, ...status },
  });

  it.each([
    ["Deployment", { readyReplicas: 2 }, { replicas: 2 }, true],
    ["Deployment", { readyReplicas: 1 }, { replicas: 2 }, false],
    ["Deployment", { readyReplicas: 2, observedGeneration: 1 }, { replicas: 2 }, false],
    ["StatefulSet", {}, { replicas: 1 }, false],
    ["DaemonSet", { desiredNumberScheduled: 3, numberReady: 3 }, {}, true],
    ["DaemonSet", { desiredNumberScheduled: 3, numberReady: 2 }, {}, false],
    ["DaemonSet", { desiredNumberScheduled: 0, numberReady: 0 }, {}, false],
    ["CronJob", {}, {}, true],
  ] as const)("%s with %j of %j is rolled out: %s", (kind, status, spec, expected) => {
    expect(isRolledOut(live(kind, status, spec))).toBe(expected);
  });
});

describe("Applications", () => {
  const application = (name: string, sync: string, health: string) => ({
    metadata: { name },
    status: { sync: { status: sync }, health: { status: health } },
  });

  it("are finished when all are there, Synced and Healthy", () => {
    const found = [
      application("a", "Synced", "Healthy"),
      application("b", "OutOfSync", "Healthy"),
      application("c", "Synced", "Degraded"),
      { metadata: { name: "d" } },
    ];
    expect(unfinished(["a", "e", "b", "c", "d"], found)).toEqual([
      "b (OutOfSync, Healthy)",
      "c (Synced, Degraded)",
      "d (Unknown, Unknown)",
      "e (not there)",
    ]);
    expect(unfinished(["a"], found)).toEqual([]);
  });
});
