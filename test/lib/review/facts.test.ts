import { describe, expect, it } from "vitest";
import { parseObjects } from "../../../lib/kubernetes/parse.ts";
import { plan } from "../../../lib/plan.ts";
import type { ReviewFacts } from "../../../lib/review/support/facts.ts";
import { foundCharts, overridden } from "../../support/charts.ts";
import type { Change } from "../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { configMap, deployment, ingress, service } from "../../support/objects.ts";

/** What synth writes for reviews of cluster "home". */
function factsOf(change: Change): ReviewFacts {
  const fleet = fleetOf(change);
  expect(problemsOf(fleet)).toEqual([]);
  const { files } = plan(fleet, foundCharts(fleet.clusters));
  const { content } = files.find(({ path }) => path === "home/review.yaml")!;
  return parseObjects(content)[0] as unknown as ReviewFacts;
}

describe("dist/<cluster>/review.yaml", () => {
  it("says who waits for whom, and which hosts are served by whom", () => {
    const { needs, hosts, nodes } = factsOf({});
    expect(nodes).toBe(3);
    expect(needs["app"]).toMatchObject({
      authority: expect.stringContaining('Ingress "web": ') as unknown,
      namespaces: expect.any(String) as unknown,
    });
    expect(hosts).toEqual({ "web.house.example": "app" });
  });

  it("says which addresses are asked for, and who makes which Secret", () => {
    const { addresses, secrets } = factsOf({
      cluster: {
        secretsFromBootstrap: { "app/login": ["password"] },
      },
      objects: [
        deployment(),
        service({
          type: "LoadBalancer",
          loadBalancerIP: "10.0.0.115",
          ports: [{ name: "http", port: 8080, targetPort: "http" }],
        }),
        ingress(),
      ],
    });
    expect(addresses).toEqual({ "10.0.0.115": 'Service "web" of app' });
    expect(secrets).toMatchObject({
      "app/login": "the bootstrap",
      "app/web-tls": 'Ingress "web" of app',
    });
  });

  it("says which kinds hold data", () => {
    const kinds = { "house.example/Thing": { keepsData: true }, "house.example/*": {} } as const;
    expect(factsOf({ components: [component("store", { kinds })] }).keepsData).toEqual([
      "house.example/Thing",
    ]);
  });

  it("says what the data allows, of placements and of the cluster", () => {
    const store = overridden(component("store", { objects: [configMap("settings", {})] }), {
      allow: { delete: { "PersistentVolumeClaim/data": "copied" } },
    });
    const { allow } = factsOf({
      components: [store],
      cluster: {
        allow: {
          replace: { "Deployment/attic/web": "deleted by hand", "Namespace/attic": "empty" },
        },
      },
    });
    expect(allow).toEqual([
      {
        to: "replace",
        kind: "Deployment",
        namespace: "attic",
        name: "web",
        reason: "deleted by hand",
      },
      { to: "replace", kind: "Namespace", namespace: "", name: "attic", reason: "empty" },
      {
        to: "delete",
        kind: "PersistentVolumeClaim",
        namespace: "store",
        name: "data",
        reason: "copied",
      },
    ]);
  });
});
