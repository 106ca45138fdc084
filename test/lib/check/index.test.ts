import { describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";
import { plan } from "../../../lib/plan.ts";
import { formatProblems } from "../../../lib/problem.ts";
import { foundCharts } from "../../support/charts.ts";
import type { Change } from "../../support/fleet.ts";
import { fleetOf, node, problemsOf } from "../../support/fleet.ts";
import { configMap, deployment, ingress, service } from "../../support/objects.ts";

const careless: Change = {
  edge: { nodes: [node("edge-1", "10.0.0.12", "control-plane")], endpoint: "10.0.0.12" },
  site: { reserved: { dns: "10.0.0.3", printer: "10.0.0" } },
  cluster: { prefer: { logs: "loki" } },
  objects: [
    deployment({ container: { imagee: "x", image: "nginx" } }),
    service({ selector: { app: "wbe" } }),
    ingress(),
    configMap("settings", { "api-key": ["s", "e", "cret"].join("") }),
  ],
};

describe("the problems of a fleet", () => {
  it("are none for the fleet of a whole house", () => {
    expect(problemsOf(fleet)).toEqual([]);
  });

  it("are none for the small fleet of these tests, with one cluster and with two", () => {
    expect(problemsOf(fleetOf())).toEqual([]);
    expect(problemsOf(fleetOf({ edge: {} }))).toEqual([]);
  });

  it("are told all at once, sorted, each once, with their number at the end", () => {
    const careful = fleetOf(careless);
    const { problems, files } = plan(careful, foundCharts(careful.clusters));
    expect(files).toEqual([]);
    expect(formatProblems([...problems, ...problems])).toMatchInlineSnapshot(`
      "edge: node edge-1 (10.0.0.12) has the address of home's node home-3 (10.0.0.12); move one of them
      home/app: ConfigMap "settings" data.api-key looks like a credential; put it into the secret store and name the Secret
      home/app: Deployment "web" spec.template.spec.containers[0].image is "nginx", which has no tag; name a version or a digest
      home/app: Deployment "web" spec.template.spec.containers[0].imagee is not a field; did you mean "image"?
      home/app: Service "web" spec.selector app=wbe selects no pods; did you mean "app=web"?
      home: prefers "loki" for logs, which no component provides; drop the preference
      site: reserved printer: "10.0.0" is no IPv4 address; correct it
      7 problems in 3 places"
    `);
  });

  it("are the same at every run", () => {
    expect(problemsOf(fleetOf(careless))).toEqual(problemsOf(fleetOf(careless)));
  });
});
