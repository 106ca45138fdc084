import { describe, expect, it } from "vitest";
import { sealedSecrets } from "../../../../charts/index.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, object, service } from "../../../support/objects.ts";

const settings = configMap("settings", { level: "info" });

const inApp = (...objects: readonly object[]) => component("other", { namespace: "app", objects });

const loki = (name: string) =>
  component(name, {
    namespace: "app",
    chart: "loki",
    makes: { services: { web: { ports: { http: 80 } } } },
  });

const kinds = (name: string) =>
  component(name, { chart: "sealed-secrets", kinds: sealedSecrets().definition.kinds });

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
    { objects: [], components: [loki("loki"), inApp(deployment(), service())] },
    [
      'home/other: has Service "web" in namespace app, which the chart of loki makes too; drop it or rename it',
    ],
  ],
  [
    "an object of a chart that another component has",
    { objects: [deployment(), service()], components: [loki("loki")] },
    [
      'home/loki: the chart makes Service "web" in namespace app, which belongs to app too; leave it to one of them',
    ],
  ],
  [
    "an object that a component has beside its own chart",
    {
      app: {
        chart: "loki",
        makes: { services: { web: { ports: { http: 80 } } } },
        objects: [deployment(), service()],
      },
    },
    [
      'home/app: has Service "web" in namespace app, which the chart of app makes too; drop it or rename it',
    ],
  ],
  [
    "a Service of two charts",
    { components: [loki("loki"), loki("logs")], objects: [] },
    [
      'home/logs: the chart makes Service "web" in namespace app, which the chart of loki makes too; switch it off in one of them, or rename it',
    ],
  ],
  [
    "the kinds of two charts",
    { components: [kinds("one"), kinds("two")] },
    [
      'home/two: the chart makes CustomResourceDefinition "sealedsecrets.bitnami.com", which the chart of one makes too; switch it off in one of them, or rename it',
    ],
  ],
  [
    "a kind of a chart",
    { objects: [definition] },
    [
      'home/app: has CustomResourceDefinition "certificates.cert-manager.io", which the chart of authority makes too; drop it or rename it',
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
