import { describe, expect, it } from "vitest";
import { kyverno, prometheusOperatorCrds } from "../../charts/index.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const versions = "images-have-a-version";

// oxlint-disable-next-line no-explicit-any
function specOf(options: Parameters<typeof kyverno>[0], name: string): any {
  return manifestOf(renderedIn(kyverno(options)), "ValidatingPolicy", name)["spec"];
}

describe("kyverno", () => {
  it("reports by default, and refuses nothing while it is down", () => {
    const rendered = renderedIn(kyverno());
    expect(titlesOf(rendered)).toEqual([
      `ValidatingPolicy "${versions}"`,
      'ValidatingPolicy "memory-is-requested"',
    ]);
    expect(specOf({}, versions)).toMatchObject({
      validationActions: ["Audit"],
      failurePolicy: "Ignore",
    });
    expect(valuesOf(rendered).features.forceFailurePolicyIgnore).toEqual({ enabled: true });
  });

  it("refuses where it is told to", () => {
    expect(specOf({ enforce: true }, versions)).toMatchObject({ validationActions: ["Deny"] });
  });

  it("looks at the containers of a start as well, and at no namespace that it is told to leave alone", () => {
    const { matchConstraints, validations } = specOf({ ignore: ["lab"] }, versions);
    const [{ values }] = matchConstraints.namespaceSelector.matchExpressions;
    expect(values).toEqual(["kube-system", "kyverno", "lab"]);
    expect(validations).toHaveLength(2);
    expect(validations[1].expression).toMatch(/^object\.spec\.\?initContainers\.orValue/);
  });

  it("knows the registries that it is told, and no other", () => {
    const registries = ["ghcr.io/", "registry.house.example/apps/"];
    const { validations } = specOf({ registries }, "registries-are-known");
    expect(validations[0]).toEqual({
      expression:
        'object.spec.containers.all(c, c.image.startsWith("ghcr.io/") || c.image.startsWith("registry.house.example/apps/"))',
      message:
        "An image comes from elsewhere than ghcr.io/, registry.house.example/apps/; take it from there",
    });
  });

  it.each(["ghcr.io", "ghcr", "/", "https://ghcr.io/", ""])(
    'tells that "%s" is no registry',
    (registry) => {
      expect(problemsOf(kyverno({ registries: [registry] }))).toEqual([
        `has registry "${registry}", whose end would be anybody's; write a host or a path with "/" at its end, such as ghcr.io/`,
      ]);
    },
  );

  it("lets the API server in, and goes to nobody else", () => {
    expect(renderedIn(kyverno()).traffic).toMatchObject({
      from: [{ who: "nodes", ports: [9443] }],
      to: [{ who: "api-server" }],
    });
  });

  it("shows its metrics where somebody knows ServiceMonitors", () => {
    const shown = (enabled: boolean): object =>
      Object.fromEntries(
        ["admission", "background", "cleanup", "reports"].map((one) => [
          `${one}Controller`,
          { serviceMonitor: { enabled } },
        ]),
      );
    expect(valuesOf(renderedIn(kyverno()))).toMatchObject(shown(false));
    expect(valuesOf(renderedIn(kyverno(), [prometheusOperatorCrds()]))).toMatchObject(shown(true));
  });
});
