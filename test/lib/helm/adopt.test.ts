import { describe, expect, it } from "vitest";
import { adopt } from "../../../lib/helm/adopt.ts";
import { tidy } from "../../../lib/helm/tidy.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";

function hook(kind: string, moments: string, more: object = {}): Manifest {
  const annotations = {
    "helm.sh/hook": moments,
    "helm.sh/hook-weight": "-5",
    "helm.sh/hook-delete-policy": "hook-succeeded",
    note: "stays",
  };
  return { apiVersion: "v1", kind, metadata: { name: "a", annotations }, ...more };
}

const job = (moments: string, spec: object = {}): Manifest =>
  hook("Job", moments, { apiVersion: "batch/v1", spec });

describe("a hook of a chart", () => {
  it.each(["pre-install", "post-install", "pre-upgrade,post-upgrade"])(
    "that runs at %s becomes a hook of the Sync phase with a deadline",
    (moments) => {
      expect(adopt([job(moments)], {}, "1.36").manifests).toEqual([
        {
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: {
            name: "a",
            annotations: {
              note: "stays",
              "argocd.argoproj.io/hook": "Sync",
              "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
            },
          },
          spec: { activeDeadlineSeconds: 600 },
        },
      ]);
    },
  );

  it("keeps a deadline of its own", () => {
    const [kept] = adopt([job("pre-install", { activeDeadlineSeconds: 30 })], {}, "1.36").manifests;
    expect(kept).toMatchObject({ spec: { activeDeadlineSeconds: 30 } });
  });

  it("that does not run becomes an object, so that a Job finds its ServiceAccount", () => {
    expect(
      adopt([hook("ServiceAccount", "pre-install,pre-upgrade")], {}, "1.36").manifests,
    ).toEqual([
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "a", annotations: { note: "stays" } },
      },
    ]);
  });

  it.each(["test", "test-success", "pre-rollback", "post-delete", "pre-delete,post-rollback"])(
    "of %s is dropped",
    (moments) => {
      expect(adopt([job(moments)], {}, "1.36").manifests).toEqual([]);
    },
  );

  it.each([
    ["object", undefined],
    ["PreSync", "PreSync"],
    ["PostSync", "PostSync"],
  ] as const)("becomes what its component says: %s", (decision, phase) => {
    const [object] = adopt(
      [job("pre-install")],
      { hooks: { "Job/a": decision } },
      "1.36",
    ).manifests;
    expect(object!.metadata.annotations?.["argocd.argoproj.io/hook"]).toBe(phase);
  });

  it("is dropped when its component says so", () => {
    expect(adopt([job("pre-install")], { hooks: { "Job/a": "drop" } }, "1.36").manifests).toEqual(
      [],
    );
  });
});

describe("the changes of a component", () => {
  const printed: Manifest[] = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 1, paused: true, template: { spec: { containers: [{ name: "a" }] } } },
    },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, data: { a: "YQ==" } },
  ];

  it("patch an object: null takes a field away, containers are found by their name", () => {
    const containers = [
      { name: "a", image: "a.example/b:1" },
      { name: "b", image: "a.example/b:2" },
    ];
    const merge = { spec: { replicas: 2, paused: null, template: { spec: { containers } } } };
    const { manifests, issues } = adopt(
      printed,
      {
        patches: [{ kind: "Deployment", name: "web", merge }],
      },
      "1.36",
    );
    expect(issues).toEqual([]);
    expect(manifests[0]!["spec"]).toEqual({
      replicas: 2,
      template: { spec: { containers } },
    });
  });

  it("drop an object", () => {
    expect(adopt(printed, { drop: ["Secret/login"] }, "1.36").manifests).toEqual([printed[0]]);
  });

  it("fail when their target is gone", () => {
    const { issues } = adopt(
      printed,
      {
        drop: ["Secret/logins"],
        patches: [{ kind: "Service", name: "other", merge: {} }],
        hooks: { "Deployment/web": "drop" },
      },
      "1.36",
    );
    expect(issues).toEqual([
      'drop names Secret/logins, but the chart makes no such object; did you mean "Secret/login"?',
      "patches names Service/other, but the chart makes no such object; remove the entry",
      "hooks names Deployment/web, but the chart makes no such hook; remove the entry",
    ]);
  });
});

describe("what Helm prints", () => {
  it("loses what encoders leave behind, and what Argo CD would show as a difference for ever", () => {
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "a.b.example", creationTimestamp: null, labels: null },
      spec: {
        group: "b.example",
        preserveUnknownFields: false,
        versions: [{ name: "v1", note: null }],
      },
      status: { conditions: [] },
    };
    expect(tidy([definition as unknown as Manifest])).toEqual([
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "a.b.example" },
        spec: { group: "b.example", versions: [{ name: "v1" }] },
      },
    ]);
  });

  it("is unfolded where it is a List, and named where the API server would name it", () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "a" } };
    const list = { apiVersion: "v1", kind: "List", items: [account] };
    const run = { apiVersion: "batch/v1", kind: "Job", metadata: { generateName: "migrate-" } };
    expect(tidy([list, run] as unknown as Manifest[])).toEqual([
      account,
      { apiVersion: "batch/v1", kind: "Job", metadata: { name: "migrate" } },
    ]);
  });

  it("must be objects", () => {
    const text = { apiVersion: "v1", metadata: { name: "a" } } as unknown as Manifest;
    expect(() => tidy([text])).toThrow(
      'an object has apiVersion "v1", kind undefined and name "a"',
    );
    expect(() => tidy([null as unknown as Manifest])).toThrow("an object has apiVersion undefined");
  });

  it.each([
    ["v1", "../../../etc/x"],
    ["v1", "__proto__"],
    ["../../v1/v1", "ConfigMap"],
    ["v1/v1/v1", "ConfigMap"],
    ["v1", "Config\u001b[2JMap"],
  ])("must be of a kind whose name the API server takes: %j %j", (apiVersion, kind) => {
    expect(() => tidy([{ apiVersion, kind, metadata: { name: "a" } }])).toThrow(
      `an object has apiVersion ${JSON.stringify(apiVersion)}, kind ${JSON.stringify(kind)}`,
    );
  });
});
