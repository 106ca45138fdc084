import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fleet } from "../../../../clusters/index.ts";
import { Records } from "../../../../lib/helm/record/records.ts";
import { chartRequests } from "../../../../lib/helm/request.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { podTemplateOf } from "../../../../lib/order/references/pod.ts";
import { recordIssues } from "../../../../scripts/records/stale.ts";

const records = new Records();
const requests = chartRequests(fleet, "helm");

describe("the records of imports/", () => {
  it("are those of the fleet as it is: what npm run charts -- check says", () => {
    expect(requests.length).toBeGreaterThan(20);
    expect(recordIssues(requests, records)).toEqual([]);
  });

  it.each(requests.map((request) => [request.place, request] as const))(
    "%s holds no value of a Secret, a ConfigMap or a variable",
    (_, request) => {
      const { objects, issues } = records.own(request)!;
      expect(issues).toEqual([]);
      expect(objects.flatMap(valuesIn)).toEqual([]);
    },
  );

  it.each(requests.map((request) => [request.place] as const))(
    "%s stands in a file of one line for each object",
    (place) => {
      const text = readFileSync(records.pathOf(place), "utf8");
      const { objects } = JSON.parse(text) as { objects: readonly object[] };
      const lines = text.split("\n").filter((line) => line.startsWith('{"apiVersion"'));
      expect(lines).toHaveLength(objects.length);
      expect(objects.length).toBeGreaterThan(0);
    },
  );
});

/** What a record must not say, with where it stands. */
function valuesIn(manifest: Manifest): string[] {
  const { kind, metadata } = manifest;
  const held =
    kind === "Secret" || kind === "ConfigMap" ? ["data", "stringData", "binaryData"] : [];
  const data = held.flatMap((part) =>
    Object.entries(manifest[part] ?? {})
      .filter(([, value]) => value !== "")
      .map(([key]) => `${kind} ${metadata.name} ${part}.${key}`),
  );
  const { containers = [], initContainers = [] } = podTemplateOf(manifest)?.spec ?? {};
  const told = [...containers, ...initContainers].flatMap(({ name, args, command, env = [] }) => [
    ...(args || command ? [`${kind} ${metadata.name} ${name}: args or command`] : []),
    ...env.flatMap((one) => (one.value === undefined ? [] : [`${name}: ${one.name}`])),
  ]);
  return [...data, ...told];
}
