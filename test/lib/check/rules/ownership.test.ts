import { describe, expect, it } from "vitest";
import { charts } from "../../../../imports/charts.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, object, service } from "../../../support/objects.ts";

const settings = configMap("settings", { level: "info" });

const inApp = (...objects: readonly object[]) => component("other", { namespace: "app", objects });

const loki = component("loki", {
  namespace: "app",
  build: (scope) =>
    scope.helm({
      chart: charts.loki,
      values: {},
      makes: { services: { web: { ports: { http: 80 } } } },
    }),
});

const kinds = (name: string) =>
  component(name, {
    build: (scope) => scope.helm({ chart: charts["sealed-secrets"], values: {} }),
  });

const certificate = object("cert-manager.io/v1", "Certificate", "web", {
  spec: {
    secretName: "web-tls",
    dnsNames: ["web.house.example"],
    issuerRef: { kind: "ClusterIssuer", name: "authority" },
  },
});

const sealed = object("bitnami.com/v1alpha1", "SealedSecret", "web-tls", {
  spec: { encryptedData: { "tls.key": "AgB" } },
});

const definition = object(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  "certificates.cert-manager.io",
  {
    spec: {
      group: "cert-manager.io",
      names: { kind: "Certificate", plural: "certificates" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        },
      ],
    },
  },
);

const ownerRows: readonly Row[] = [
  [
    "an object of two components",
    { objects: [settings], components: [inApp(settings)] },
    [
      'home/other: has ConfigMap "settings" in namespace app, which belongs to app too; leave it to one of them',
    ],
  ],
  [
    "an object that a component has twice",
    { objects: [settings, settings] },
    ['home/app: has ConfigMap "settings" in namespace app twice; drop one'],
  ],
  [
    "an object that a chart makes too",
    { objects: [deployment(), service()], components: [loki] },
    [
      'home/app: has Service "web" in namespace app, which the chart of loki makes too; drop it or rename it',
    ],
  ],
  [
    "a Service of two charts",
    { components: [loki, { ...loki, name: "logs" }], objects: [] },
    ['home/logs: the chart makes Service "web", which the chart of loki makes too; rename one'],
  ],
  [
    "the kinds of two charts",
    { components: [kinds("one"), kinds("two")] },
    [
      'home/two: the chart brings CustomResourceDefinition "sealedsecrets.bitnami.com", which the chart of one brings too; switch it off in one of them',
    ],
  ],
  [
    "a kind of a chart",
    { objects: [definition] },
    [
      'home/app: has CustomResourceDefinition "certificates.cert-manager.io", which the chart of authority brings too; drop it',
    ],
  ],
  [
    "a Secret that two controllers make",
    { objects: [certificate], components: [inApp(sealed), kinds("seals")] },
    [
      'home/other: SealedSecret "web-tls" makes Secret "web-tls", which Certificate "web" of app makes too; rename one',
    ],
  ],
  [
    "the cluster's own namespace",
    { objects: [object("v1", "Namespace", "app")] },
    ['home/app: has Namespace "app", which Strata makes itself; drop it'],
  ],
];

describe("ownership", () => {
  it.each(ownerRows)("is refused for %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
