import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileOf } from "../../../lib/emit/folder.ts";
import { place } from "../../../lib/helm/place.ts";
import { objectsOf, placedForm } from "../../../lib/helm/cache/placed.ts";
import type { ChartRequest } from "../../../lib/helm/request.ts";
import { stampOf } from "../../../lib/helm/cache/stamp.ts";
import { scopeOfKind } from "../../../lib/kubernetes/kinds.ts";
import { knownOf } from "../../../lib/kubernetes/known.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { treeHash } from "../../../lib/emit/pin.ts";
import { problemLines } from "../../../lib/problem.ts";
import { render } from "../../../lib/build/render.ts";
import { ClusterScopes } from "../../../lib/build/scope.ts";
import { checkSchemas } from "../../../lib/check/rules/schemas.ts";
import { component, tinyChart, tinyCluster } from "../support/tiny.ts";

const request: ChartRequest = {
  place: "",
  chart: tinyChart("a"),
  releaseName: "a",
  namespace: "space",
  values: {},
  kubernetesVersion: "v1.36.2",
  minor: "1.36",
  apiVersions: [],
  changes: {},
};

const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "a" },
  spec: { ports: [{ name: "http", port: 80 }] },
};
const misspelt: Manifest = { ...service, spec: { prots: [] } };
const claim: Manifest = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "a" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

function pod(container: object): Manifest {
  const spec = { containers: [{ name: "a", ...container }] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec };
}

/** As a cache would hand it on. */
function placed(object: Manifest, change: Partial<ChartRequest> = {}): Manifest {
  const text = placedForm.write(place({ objects: [object] }, { ...request, ...change }));
  return objectsOf(placedForm.read(text))[0]!;
}

describe("what is known of a chart's object", () => {
  it.each([service, claim])("is its file and the hash of it", (object) => {
    const found = placed(object);
    const content = fileOf(structuredClone(found));
    expect(knownOf(found)).toMatchObject({ content });
    const name = "a.yaml";
    expect(treeHash([{ name, ...knownOf(found)! }])).toBe(treeHash([{ name, content }]));
  });

  it.each<[string, Manifest]>([
    ["pod of an image that changes", pod({ image: "example.test/a:latest" })],
    ["pod with a password", pod({ image: "example.test/a:1", args: ["--password=Tr0ub4dor&3"] })],
    [
      "object that each sync would make anew",
      { ...service, metadata: { name: "a", generateName: "a-" } },
    ],
  ])("is nothing of a %s, so that every run says so", (_, object) => {
    expect(knownOf(placed(object))).toBeUndefined();
  });

  it("is not read where its end is missing", () => {
    const text = placedForm.write(place({ objects: [service] }, request));
    expect(placedForm.read(text)).toEqual(place({ objects: [service] }, request));
    expect(() => placedForm.read(text.slice(0, -1))).toThrow("cut off");
  });

  it("is nothing where the schema refuses it, so that every run says so", () => {
    const found = placed(misspelt);
    expect(knownOf(found)).toBeUndefined();
    const cluster = tinyCluster([]);
    const placement = component("a", { namespace: "space" });
    const rendered = render(new ClusterScopes(cluster), placement, scopeOfKind("1.36"));
    const { problems } = checkSchemas(cluster, [{ ...rendered, manifests: [found] }]);
    expect(problemLines(problems)).toEqual([
      'tiny/a: Service "a" spec.ports is missing; add it',
      'tiny/a: Service "a" spec.prots is not a field; did you mean "ports"?',
    ]);
  });

  it("is nothing where a change of the component breaks it", () => {
    const patch = { kind: "Service", name: "a", merge: { spec: { prots: [] } } };
    const changes = { patches: [patch] } as unknown as ChartRequest["changes"];
    expect(knownOf(placed(service, { changes }))).toBeUndefined();
  });

  it("is nothing where the cluster's Kubernetes does not have it, or nobody knows that one", () => {
    const kind = "MutatingAdmissionPolicy";
    const policy = { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name: "a" } };
    expect(knownOf(placed({ ...policy, spec: {} }, { minor: "1.34" }))).toBeUndefined();
    expect(knownOf(placed({ ...policy, spec: {} }))).toBeDefined();
    expect(knownOf(placed(service, { minor: "1.99" }))).toBeUndefined();
  });
});

describe("the stamp of Strata's own files", () => {
  it("is another one after each change, and the same without", () => {
    const directory = mkdtempSync(join(tmpdir(), "stamp-"));
    const stamp = (): string => stampOf([[directory, ".ts"]]);
    const file = join(directory, "sub", "a.ts");
    mkdirSync(join(directory, "sub"));
    const seen = [stamp()];
    const changes = [
      () => writeFileSync(file, "1"),
      () => writeFileSync(file, "2"),
      // Whoever puts a file back by its time cannot put back when that was done.
      () => utimesSync(file, 1, 1),
      () => writeFileSync(join(directory, "b.ts"), ""),
      () => rmSync(file),
    ];
    for (const change of changes) {
      change();
      expect(seen).not.toContain(stamp());
      seen.push(stamp());
      expect(stamp()).toBe(seen.at(-1));
    }
    rmSync(directory, { recursive: true });
  });

  it("is of one run alone when a file was saved meanwhile", () => {
    const directory = mkdtempSync(join(tmpdir(), "stamp-"));
    writeFileSync(join(directory, "a.ts"), "");
    const stamp = (startedAt: number): string => stampOf([[directory, ".ts"]], startedAt);
    const now = Date.now();
    expect(stamp(now - 2000)).toBe(stamp(now - 2000));
    expect(stamp(now - 2000)).not.toBe(stamp(now - 1000));
    expect(stamp(now + 1000)).toBe(stamp(now + 2000));
    rmSync(directory, { recursive: true });
  });
});
