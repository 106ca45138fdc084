import { expect, it } from "vitest";
import { differences, valuesLike } from "../../../lib/helm/compare.ts";
import { valuePaths } from "../../../lib/kubernetes/schema/value-paths.ts";

const secret = (value: string, name = "a") => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name },
  data: { user: "dQ==", "admin-password": value },
});

it("names the object and the fields that come out otherwise", () => {
  expect(
    differences([secret("eA=="), secret("eA==", "b")], [secret("eQ=="), secret("eA==", "b")]),
  ).toEqual([{ title: 'Secret "a"', fields: ["data.admin-password"] }]);
  const lists = [[{ a: 1 }], [{ a: 2 }]].map((list) => [{ ...secret("eA=="), list }]);
  expect(differences(lists[0]!, lists[1]!)).toEqual([
    { title: 'Secret "a"', fields: ["list[0].a"] },
  ]);
});

it("names an object whose name is another each time", () => {
  expect(differences([secret("eA==", "a1")], [secret("eA==", "a2")])).toEqual([
    { title: 'Secret "a1"', fields: [] },
    { title: 'Secret "a2"', fields: [] },
  ]);
});

it("finds the value of a chart that a field comes from, by its name", () => {
  expect(
    valuesLike("data.admin-password", ["admin.user", "adminPassword", "a.adminPassword"]),
  ).toEqual(["adminPassword", "a.adminPassword"]);
  expect([...valuePaths("traefik")]).toContain("deployment.replicas");
});
