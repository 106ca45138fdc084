import { describe, expect, it } from "vitest";
import { developerAccess } from "../../charts/index.ts";
import { manifestOf, renderedIn } from "./rendered.ts";

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const environments = { staging: { developers: ["me"] }, production: {} };

function mayDo(access?: "look" | "change"): readonly string[] {
  const rendered = renderedIn(developerAccess(access && { access }), [], { environments });
  const role = manifestOf(rendered, "Role", "developer");
  expect(role.metadata.namespace).toBe("staging");
  return (role["rules"] as readonly Rule[]).flatMap(({ resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
  );
}

describe("developers", () => {
  it("look, read logs and have a pod made anew, but make none that could mount a Secret", () => {
    const allowed = mayDo();
    expect(allowed).toEqual(
      expect.arrayContaining(["get pods/log", "delete pods", "list deployments"]),
    );
    expect(allowed.filter((one) => /^(?:create|update|patch) /.test(one))).toEqual([]);
    expect(allowed.filter((one) => /secrets|exec|portforward/.test(one))).toEqual([]);
  });

  it("change things by hand where the data says so, and read no Secret by name even then", () => {
    const allowed = mayDo("change");
    expect(allowed).toEqual(expect.arrayContaining(["create pods", "patch deployments"]));
    expect(allowed.filter((one) => one.endsWith(" secrets"))).toEqual([]);
  });
});
