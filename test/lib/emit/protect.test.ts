import { describe, expect, it } from "vitest";
import { protectData } from "../../../lib/emit/protect.ts";

function object(kind: string, annotations?: Readonly<Record<string, string>>) {
  return { apiVersion: "v1", kind, metadata: { name: "a", annotations }, spec: { b: 1 } };
}

describe("protectData", () => {
  it.each(["Namespace", "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition"])(
    "keeps a %s when its file or its Application goes",
    (kind) => {
      const { metadata, ...rest } = protectData(object(kind));
      expect(metadata.annotations).toEqual({
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
        "argocd.argoproj.io/sync-options": "Delete=false,Prune=false",
      });
      expect(rest).toEqual({ apiVersion: "v1", kind, spec: { b: 1 } });
    },
  );

  it.each(["Deployment", "ConfigMap", "StorageClass"])("leaves a %s as it is", (kind) => {
    const given = object(kind);
    expect(protectData(given)).toBe(given);
  });

  it("keeps annotations, and lets one that says otherwise win", () => {
    const own = { note: "mine", "argocd.argoproj.io/sync-options": "Prune=false" };
    expect(protectData(object("Namespace", own)).metadata.annotations).toEqual({
      "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
      ...own,
    });
  });
});
