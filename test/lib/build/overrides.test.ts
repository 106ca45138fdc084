import { describe, expect, it } from "vitest";
import { cilium, metallb, traefik } from "../../../charts/index.ts";
import { chart } from "../../../lib/model/chart.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { Overrides } from "../../../lib/model/placement.ts";
import { ApiObject } from "cdk8s";
import { overridden } from "../../support/charts.ts";
import { manifestOf, renderedIn, titlesOf, valuesOf } from "../../charts/rendered.ts";
import {
  component,
  configMap,
  deployment,
  planned,
  release,
  tinyCluster,
} from "../support/tiny.ts";
import { deliveryOf } from "../../../lib/model/cluster.ts";

const loadBalancer = "10.1.0.100-10.1.0.109";

/** A component of plain objects, with overrides. */
function plain(overrides: Overrides): AnyPlacement {
  return defineComponent({
    name: "plain",
    layer: "apps",
    namespace: "plain",
    objects(scope) {
      new ApiObject(scope, "web", deployment("web", { containers: [main, side] }));
      new ApiObject(scope, "a", configMap("a"));
    },
  })({}, overrides as Overrides<never>) as AnyPlacement;
}

const main = { name: "main", image: "a.example/main:1", args: ["--one", "--two"] };
const side = { name: "side", image: "a.example/side:1" };

describe("overridden values", () => {
  it("stand over those of the component: maps are merged, lists replaced, null stays", () => {
    const own = valuesOf(renderedIn(cilium({})));
    const values = {
      bpf: null,
      resources: { requests: { cpu: "1" } },
      hubble: { metrics: { enabled: ["dns"] } },
    };
    const changed = valuesOf(renderedIn(cilium({}, { values })));
    expect(changed).toEqual({
      ...own,
      bpf: null,
      resources: { requests: { ...own.resources.requests, cpu: "1" } },
      hubble: { ...own.hubble, metrics: { ...own.hubble.metrics, enabled: ["dns"] } },
    });
  });

  it("are typed as the values of the chart", () => {
    traefik({}, { values: { deployment: { replicas: 3 } } });
    // @ts-expect-error replicas is a number
    traefik({}, { values: { deployment: { replicas: "three" } } });
    // @ts-expect-error the component has another option
    expect(traefik({ adress: "10.1.0.100" }, {})).toBeDefined();
  });
});

describe("a patch", () => {
  it("is merged as the API server merges: containers by their name, other lists replaced, null takes away", () => {
    const containers = [{ name: "main", args: ["--three"], image: "a.example/main:2" }];
    const rendered = renderedIn(
      plain({
        patches: [
          {
            kind: "Deployment",
            name: "web",
            merge: { spec: { selector: null, template: { spec: { containers } } } },
          },
        ],
      }),
    );
    expect(rendered.issues).toEqual([]);
    const { selector, template } = manifestOf(rendered, "Deployment", "web")["spec"] as {
      selector?: object;
      template: { spec: { containers: object[] } };
    };
    expect(selector).toBeUndefined();
    expect(template.spec.containers).toEqual([
      { name: "main", image: "a.example/main:2", args: ["--three"] },
      side,
    ]);
  });

  it("takes an item of a list out with $patch: delete, and adds one that is new", () => {
    const containers = [
      { name: "side", $patch: "delete" as const },
      { name: "new", image: "b:1" },
    ];
    const rendered = renderedIn(
      plain({
        patches: [
          {
            kind: "Deployment",
            name: "web",
            merge: { spec: { template: { spec: { containers } } } },
          },
        ],
      }),
    );
    expect(manifestOf(rendered, "Deployment", "web")["spec"]).toMatchObject({
      template: { spec: { containers: [main, { name: "new", image: "b:1" }] } },
    });
  });

  it("finds a custom kind by its group, and replaces lists whose schema names no key", () => {
    const merge = { spec: { addresses: ["10.1.0.200/32"] } };
    const patches = [{ kind: "metallb.io/IPAddressPool", name: "lan", merge }] as const;
    const rendered = renderedIn(overridden(metallb(), { patches }), [], { loadBalancer });
    expect(manifestOf(rendered, "IPAddressPool", "lan")["spec"]).toEqual(merge.spec);
  });
});

describe("a dropped object", () => {
  it("is one of the component's own", () => {
    expect(titlesOf(renderedIn(plain({ drop: ["ConfigMap/a"] })))).toEqual(['Deployment "web"']);
  });

  it("is one of its chart where synth renders it, and a problem where Argo CD does", () => {
    const parts = { chart: release("c"), things: [configMap("a")] };
    const drop = { drop: ["ConfigMap/a", "Deployment/c"] };
    const rendered = renderedIn(
      overridden(component("x", parts), { ...drop, delivery: "rendered" }),
    );
    expect(rendered.manifests).toEqual([]);
    expect(rendered.release!.changes.drop).toEqual(["Deployment/c"]);
    const { components } = planned([overridden(component("x", parts), drop)]);
    expect(components[0]!.issues).toEqual([
      'drop of chart c needs the chart rendered, but Argo CD renders it here; set its delivery to "rendered", or use a value of the chart',
    ]);
  });
});

describe("a field of a placement", () => {
  it.each<[string, unknown, string]>([
    ["that is misspelt", { vales: {} }, 'overrides.vales is not a field; did you mean "values"?'],
    [
      "that there is not",
      { replicas: 2 },
      "overrides.replicas is not a field; use one of allow, delivery, drop, hooks, ignoreDifferences, name, namespace, notSecret, patches, traffic, values",
    ],
    [
      "that is no map",
      { values: [1] },
      "overrides.values is a list of 1, not an object; write its fields",
    ],
    [
      "that is no list of patches",
      { patches: [{ kind: "ConfigMap", name: "a" }] },
      "overrides.patches[0].merge is missing; add it",
    ],
    [
      "that is no list",
      { drop: "Service/web" },
      'overrides.drop is "Service/web", not a list; write ["Service/web"]',
    ],
    [
      "that is no delivery",
      { delivery: "hlem" },
      'overrides.delivery is "hlem"; did you mean "helm"?',
    ],
    ["that is no name", { name: 5 }, 'overrides.name is 5, not a string; write "5"'],
  ])("%s is refused", (_, overrides, issue) => {
    expect(renderedIn(plain(overrides as Overrides)).faults.map(({ message }) => message)).toEqual([
      issue,
    ]);
  });

  it("is refused in a definition, with the place where it belongs", () => {
    const definition = { layer: "apps", namespace: "shop", delivery: "rendered", podSecurty: "x" };
    const placement = chart("traefik", definition as never);
    expect(renderedIn(placement).faults.map(({ message }) => message)).toEqual([
      "definition.delivery is not a field; set it in the overrides, the last argument of its placement",
      'definition.podSecurty is not a field; did you mean "podSecurity"?',
    ]);
  });
});

describe("an override of what is not there", () => {
  it("is refused with what is meant", () => {
    const merge = { data: { a: "c" } };
    const overrides: Overrides = {
      patches: [{ kind: "ConfigMap", name: "aa", merge }],
      drop: ["Deployment/wbe", "Service/far-away"],
      hooks: { "Job/migrate": "drop" },
    };
    const { issues, manifests } = renderedIn(plain(overrides));
    expect(issues).toEqual([
      'patches names ConfigMap/aa, but the component makes no such object; did you mean "ConfigMap/a"?',
      'drop names Deployment/wbe, but the component makes no such object; did you mean "Deployment/web"?',
      "drop names Service/far-away, but the component makes no such object; remove the entry",
      "hooks names Job/migrate, but the component makes no such object; remove the entry",
    ]);
    expect(manifests).toHaveLength(2);
  });
});

describe("the place of a component", () => {
  it("is another namespace and another name when its placement says so", () => {
    const rendered = renderedIn(plain({ name: "second", namespace: "elsewhere" }));
    expect([rendered.name, rendered.namespace]).toEqual(["second", "elsewhere"]);
    expect(rendered.manifests.map(({ metadata }) => metadata.namespace)).toEqual([
      "elsewhere",
      "elsewhere",
    ]);
    const { applications } = planned([
      plain({}),
      plain({ name: "second", namespace: "elsewhere" }),
    ]);
    expect(applications.map(({ name }) => name)).toEqual(["namespaces", "plain", "second"]);
  });

  it("is the release of its chart, too", () => {
    const renamed = renderedIn(metallb({}, { name: "second" }), [], { loadBalancer });
    expect(renamed.release!.name).toBe("second");
  });
});

describe("the delivery of a placement", () => {
  const bare = component("a", { chart: release("a") });

  it.each([
    ["rendered", undefined, "rendered"],
    ["helm", { delivery: "rendered" }, "helm"],
    [undefined, { delivery: "rendered" }, "rendered"],
    [undefined, { delivery: "rendered", except: ["a"] }, "helm"],
    ["rendered", { delivery: "rendered", except: ["a"] }, "rendered"],
    [undefined, undefined, "helm"],
  ] as const)("%s in a cluster with %j is %s", (delivery, charts, expected) => {
    const cluster = tinyCluster([overridden(bare, { delivery })], { charts });
    expect(deliveryOf(cluster, "a")).toBe(expected);
    expect(planned(cluster.components, { charts }).components[0]!.delivery).toBe(expected);
  });
});
