import { describe, expect, it } from "vitest";
import { developerAccess, metallb } from "../../charts/index.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf } from "./rendered.ts";

const environments = { staging: { developers: ["ada", "grace"] }, production: {} };

describe("developer-access", () => {
  it("gives each environment with developers a Role and a binding, and the others none", () => {
    const rendered = renderedIn(developerAccess(), [], { environments });
    expect(titlesOf(rendered)).toEqual(['Role "developer"', 'RoleBinding "developer"']);
    const binding = manifestOf(rendered, "RoleBinding", "developer");
    expect(binding.metadata.namespace).toBe("staging");
    expect(binding["subjects"]).toEqual(
      ["ada", "grace"].map((name) => ({
        apiGroup: "rbac.authorization.k8s.io",
        kind: "User",
        name,
      })),
    );
  });

  it("lets nobody read Secrets or change roles", () => {
    const rendered = renderedIn(developerAccess(), [], { environments });
    const { rules } = manifestOf(rendered, "Role", "developer") as unknown as {
      rules: { resources: string[] }[];
    };
    expect(rules.flatMap(({ resources }) => resources).sort()).toEqual([
      "deployments",
      "jobs",
      "pods",
      "pods/log",
      "services",
    ]);
  });
});

describe("metallb", () => {
  it("gives out the cluster's range, and refuses a cluster without one", () => {
    const loadBalancer = "10.1.0.100-10.1.0.109";
    expect(problemsOf(metallb(), { loadBalancer })).toEqual([]);
    expect(
      manifestOf(renderedIn(metallb(), [], { loadBalancer }), "IPAddressPool", "lan")["spec"],
    ).toEqual({
      addresses: [loadBalancer],
    });
    expect(problemsOf(metallb())).toEqual([
      "has no addresses to give; set loadBalancer of cluster tiny to a range",
    ]);
  });
});
