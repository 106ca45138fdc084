import { describe, expect, it } from "vitest";
import { immutableChanges, isMadeAnew } from "../../../lib/kubernetes/immutable.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { deployment, object } from "../../support/objects.ts";

describe("immutableChanges", () => {
  it("names the fields that nobody may change", () => {
    const before = deployment() as Manifest;
    const after = deployment({ spec: { selector: { matchLabels: { app: "other" } } } }) as Manifest;
    expect(immutableChanges(before, after)).toEqual(["spec.selector"]);
  });

  it("leaves alone what may change, and objects that are not the same", () => {
    const before = deployment() as Manifest;
    expect(immutableChanges(before, deployment({ spec: { replicas: 2 } }) as Manifest)).toEqual([]);
    const other = { name: "other", spec: { selector: { matchLabels: { app: "other" } } } };
    expect(immutableChanges(before, deployment(other) as Manifest)).toEqual([]);
  });

  it("knows what the server fills in where a field is absent", () => {
    const job = (spec: object): Manifest => object("batch/v1", "Job", "once", { spec });
    expect(immutableChanges(job({ completions: 1 }), job({}))).toEqual([]);
    const queue = job({ parallelism: 1 });
    expect(immutableChanges(job({ completions: 1, parallelism: 1 }), queue)).toEqual([
      "spec.completions",
    ]);
  });

  it("takes a ConfigMap at its word", () => {
    const settings = (more: object): Manifest => object("v1", "ConfigMap", "settings", more);
    const [one, two] = [{ data: { a: "1" } }, { data: { a: "2" } }];
    expect(immutableChanges(settings(one), settings(two))).toEqual([]);
    const sealed = settings({ ...one, immutable: true });
    expect(immutableChanges(sealed, settings({ ...two, immutable: true }))).toEqual(["data"]);
    expect(immutableChanges(sealed, settings(one))).toEqual(["immutable"]);
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
