import { expect, it } from "vitest";
import { plan } from "../../../lib/plan.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { foundCharts } from "../../support/charts.ts";
import { configMap } from "../../support/objects.ts";

const settings = (name: string, namespace: string) =>
  component(name, { namespace, objects: [configMap("settings", { a: "b" })] });

it("is what an environment follows whose data names one, and its neighbours keep their pins", () => {
  const fleet = fleetOf({
    cluster: { environments: { staging: { branch: "next" }, production: {} } },
    components: [settings("early", "staging"), settings("late", "production")],
  });
  const { files, problems } = plan(fleet, foundCharts(fleet.clusters));
  const textOf = (name: string): string =>
    files.find(({ path }) => path === `home/apps/${name}.yaml`)!.content;

  expect(problems).toEqual([]);
  expect(textOf("early").match(/targetRevision: .*/g)).toEqual(["targetRevision: refs/heads/next"]);
  expect(textOf("early")).toContain("manifest-generate-paths");
  expect(textOf("late")).toContain("refs/tags/pin/home/late/");
  expect(files.find(({ path }) => path === "home/root.yaml")!.content).toContain(
    "targetRevision: refs/heads/main",
  );
});
