import { describe, expect, it } from "vitest";
import { localPath } from "../../charts/index.ts";
import { k3s } from "../../charts/distributions.ts";
import { manifestOf, problemsOf, renderedIn } from "./rendered.ts";

describe("local-path", () => {
  it("keeps volumes in the directory that it is told, in the default class", () => {
    const made = renderedIn(localPath({ path: "/data/volumes" }));
    const { data } = manifestOf(made, "ConfigMap", "local-path-provisioner");
    expect(JSON.parse((data as Record<string, string>)["config.json"]!)).toEqual({
      nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: ["/data/volumes"] }],
    });
    expect(manifestOf(made, "StorageClass", "local-path")).toMatchObject({
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Retain",
    });
  });

  it("is told the names of what its helpers run with", () => {
    const made = renderedIn(localPath());
    const name = "local-path-provisioner";
    const spec = {
      serviceAccountName: name,
      containers: [{ args: ["--configmap-name", name, "--service-account-name", name] }],
      volumes: [{ configMap: { name } }],
    };
    expect(manifestOf(made, "Deployment", name)).toMatchObject({ spec: { template: { spec } } });
    expect(manifestOf(made, "ServiceAccount", name)).toBeDefined();
    expect(manifestOf(made, "ConfigMap", name)).toBeDefined();
  });

  it("stands beside another default class, and removes directories, when told", () => {
    const placement = localPath({ isDefault: false, reclaimPolicy: "Delete" });
    expect(localPath().provides).toEqual(["default-storage"]);
    expect(placement.provides).toEqual([]);
    const made = manifestOf(renderedIn(placement), "StorageClass", "local-path");
    expect(made.metadata.annotations).toBeUndefined();
    expect(made).toMatchObject({ reclaimPolicy: "Delete" });
  });

  it("tells that the distribution brings the same, and of a path that is none", () => {
    const kubernetes = {
      distribution: k3s,
      version: "v1.36.2+k3s1",
      bundled: ["local-storage"],
    } as const;
    expect(problemsOf(localPath(), { kubernetes })).toEqual([
      "brings class local-path, which part local-storage of the distribution brings already; take local-storage out of kubernetes.bundled, or leave this component out",
    ]);
    expect(problemsOf(localPath())).toEqual([]);
    expect(problemsOf(localPath({ path: "data" }))).toEqual([
      'has path "data", not one from the root; write it from /',
    ]);
  });
});
