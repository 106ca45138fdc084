import { describe, expect, it } from "vitest";
import type { FoundCharts } from "../../../../lib/helm/request.ts";
import { plan } from "../../../../lib/plan.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { foundCharts } from "../../../support/charts.ts";
import { component, fleetOf } from "../../../support/fleet.ts";
import { ingress, object } from "../../../support/objects.ts";

const pool = object("metallb.io/v1beta1", "IPAddressPool", "lan", { spec: { addresses: [] } });
const monitor = object("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
  spec: { selector: {}, endpoints: [] },
});

/** A component whose chart brings kinds and a Service, beside one that names its class. */
const fleet = fleetOf({
  components: [
    component("proxy", {
      chart: "metallb",
      objects: [pool, ingress({ host: "proxy.house.example" })],
      asks: (scope) =>
        scope.forward({ name: "web", localPort: 8080, service: "web", port: 80, protocol: "http" }),
      makes: { services: { web: { ports: { http: 80 } } } },
    }),
  ],
});

const linesOf = (found: FoundCharts): string[] =>
  plan(fleet, found)
    .problems.map(({ place, message }) => `${place}: ${message}`)
    .sort();

const known = foundCharts(fleet.clusters);
const withChart = (more: object): FoundCharts => {
  const chart = known.get("home/proxy")!;
  return new Map([...known, ["home/proxy", { ...chart, ...more }]]);
};

describe("what follows from a chart that nobody has seen", () => {
  it("is told where the chart is known", () => {
    expect(linesOf(known)).toEqual([]);
    expect(linesOf(withChart({ objects: [] }))).toEqual([
      'home/proxy: IPAddressPool "lan" is of apiVersion metallb.io/v1beta1, whose kind IPAddressPool nothing in this cluster brings; add the component that does',
      'home/proxy: Ingress "web" spec.rules[0].http.paths[0].backend.service names Service "web", which stands in namespace app and not in proxy; move one of them',
    ]);
  });

  it("is not told where its archive or record is missing", () => {
    expect(linesOf(new Map([...known].filter(([place]) => place !== "home/proxy")))).toEqual([]);
  });

  it("is not told of what another cluster's record has, or lacks", () => {
    const strange = [monitor as unknown as Manifest];
    expect(linesOf(withChart({ objects: strange }))).not.toEqual([]);
    expect(linesOf(withChart({ objects: strange, isBorrowed: true }))).toEqual([]);
  });

  it("hides no other problem of the cluster", () => {
    const wrong = { ...fleet.clusters[0]!, loadBalancer: "10.0.0.200-10.0.0.205" };
    const { problems } = plan({ ...fleet, clusters: [wrong] }, new Map());
    expect(problems.map(({ message }) => message).join("\n")).toContain("10.0.0.200-10.0.0.205");
  });
});
