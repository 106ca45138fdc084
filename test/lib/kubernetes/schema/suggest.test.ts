import { describe, expect, it } from "vitest";
import { elsewhere, nearest } from "../../../../lib/kubernetes/schema/suggest.ts";

describe("nearest", () => {
  it.each([
    ["replica", "replicas"],
    ["contianers", "containers"],
    ["Image", "image"],
    ["imagePulPolicy", "imagePullPolicy"],
  ])("takes %s for %s", (word, meant) => {
    const fields = ["containers", "image", "imagePullPolicy", "imagePullSecrets", "replicas"];
    expect(nearest(word, fields)).toBe(meant);
  });

  it("suggests nothing that is far off", () => {
    expect(nearest("storage", ["containers", "replicas"])).toBeUndefined();
    expect(nearest("ab", ["cd"])).toBeUndefined();
  });

  it("has nothing to suggest from nothing", () => {
    expect(nearest("a", [])).toBeUndefined();
  });
});

describe("elsewhere", () => {
  const paths = ["deployment.replicas", "server.pod.labels", "agent.pod.labels", "pod", "labels.a"];

  it.each([
    ["controler.replicas", "deployment.replicas"],
    ["replicas", "deployment.replicas"],
    ["Deployment.Replicas", "deployment.replicas"],
    ["servr.labels", "server.pod.labels"],
  ])("finds where %s belongs: %s", (path, meant) => {
    expect(elsewhere(path, paths)).toBe(meant);
  });

  it.each(["labels", "pod.labels", "replica", "a.b"])("does not guess where %s belongs", (path) => {
    expect(elsewhere(path, paths)).toBeUndefined();
  });
});
