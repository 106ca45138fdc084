import { describe, expect, it } from "vitest";
import { certManager, trustManager } from "../../charts/index.ts";
import { app, workload } from "../../charts/workload.ts";
import { fleetOf, problemsOf } from "../support/fleet.ts";
import { manifestOf, renderedIn } from "./rendered.ts";

const handedOut = (authority: "local" | "own" | "letsencrypt") =>
  renderedIn(trustManager(), [certManager({ authority })]);

describe("trust-manager", () => {
  it.each([
    ["local", "local-authority"],
    ["own", "own-authority"],
  ] as const)("hands out the %s authority beside public ones", (authority, name) => {
    expect(manifestOf(handedOut(authority), "Bundle", "authorities")["spec"]).toMatchObject({
      sources: [{ useDefaultCAs: true }, { secret: { name, key: "tls.crt" } }],
      target: {
        configMap: { key: "ca.crt" },
        namespaceSelector: { matchExpressions: [{ values: ["cert-manager"] }] },
      },
    });
    expect(handedOut(authority).issues).toEqual([]);
  });

  it("says that there is nothing to hand out where the authority is a public one", () => {
    expect(handedOut("letsencrypt").issues.join()).toContain("has no authority of its own");
  });

  it("makes what an app of a namespace that gets it may mount, and of no other", () => {
    const environment = { configMaps: ["authorities"] };
    const shop = workload("shop", (scope) =>
      app(scope, { name: "shop", image: "shop:1.0.0", port: 80, environmentFrom: environment }),
    );
    const told = (namespaces?: readonly string[]) =>
      problemsOf(
        fleetOf({
          components: [certManager({ authority: "local" }), trustManager({ namespaces }), shop],
        }),
      ).filter((line) => line.includes("authorities"));
    expect(told()).toEqual([]);
    expect(told(["cert-manager"]).join()).toContain('ConfigMap "authorities"');
  });
});
