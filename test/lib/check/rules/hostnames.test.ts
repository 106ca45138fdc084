import { describe, expect, it } from "vitest";
import { traefikKinds } from "../../../../charts/parts/kinds/traefik.ts";
import type { Row } from "../../../support/fleet.ts";
import { authority, component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, ingress, object, service } from "../../../support/objects.ts";

const app = (host: string) =>
  component("shop", { objects: [deployment(), service(), ingress({ host })] });
const routes = component("routes", {
  objects: [
    object("traefik.io/v1alpha1", "IngressRoute", "web", {
      spec: {
        routes: [{ kind: "Rule", match: "Host(`web.house.example`) && PathPrefix(`/api`)" }],
      },
    }),
  ],
  chart: "traefik",
  kinds: traefikKinds,
});

const rows: readonly Row[] = [
  [
    "one that another cluster serves",
    { edge: { components: [authority(), app("web.house.example")] } },
    ["edge/shop: hostname web.house.example is served by home/app too; choose another"],
  ],
  [
    "one that a route of another cluster serves",
    { edge: { components: [routes] } },
    ["edge/routes: hostname web.house.example is served by home/app too; choose another"],
  ],
  [
    "one that a machine of the site serves",
    { components: [app("git.house.example")] },
    ["home/shop: hostname git.house.example is served by machine git too; choose another"],
  ],
];

const validRows: readonly Row[] = [
  [
    "a name of its own in each cluster",
    { edge: { components: [authority(), app("web.edge.house.example")] } },
    [],
  ],
];

describe("a hostname", () => {
  it.each(rows)("is refused when it is %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may be %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
