import { describe, expect, it } from "vitest";
import { gatewayKinds } from "../../../../charts/parts/kinds/gateway.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, ingress, object, service } from "../../../support/objects.ts";

const version = "gateway.networking.k8s.io/v1";
const all = { allowedRoutes: { namespaces: { from: "All" } } };
const http = { name: "http", port: 80, protocol: "HTTP", ...all };
const https = {
  name: "https",
  port: 443,
  protocol: "HTTPS",
  hostname: "*.house.example",
  tls: { mode: "Terminate", certificateRefs: [{ name: "wildcard" }] },
  ...all,
};

const gateway = (listeners: readonly object[], name = "gate") =>
  object(version, "Gateway", name, { spec: { gatewayClassName: "house", listeners } });

const certificate = object("v1", "Secret", "wildcard", { data: { "tls.crt": "", "tls.key": "" } });

const ingressClass = object("networking.k8s.io/v1", "IngressClass", "traefik", {
  spec: { controller: "traefik.io/ingress-controller" },
});

/** What brings the kinds, a class of them and a Gateway in namespace "gates". */
const gates = (...listeners: readonly object[]) => [
  component("kinds", { chart: "gateway-crds-helm", kinds: gatewayKinds }),
  component("proxy", { provides: ["ingress"], objects: [ingressClass] }),
  component("gates", {
    objects: [
      object(version, "GatewayClass", "house", { spec: { controllerName: "house.example/gate" } }),
      gateway(listeners),
      ...(listeners.some((one) => "tls" in one) ? [certificate] : []),
    ],
    plainSecrets: ["wildcard"],
  }),
];

const parent = { name: "gate", namespace: "gates" };
const backend = { name: "web", port: 80 };

function route(spec: object = {}, name = "web", kind = "HTTPRoute") {
  const base = {
    parentRefs: [parent],
    hostnames: ["shop.house.example"],
    rules: [{ backendRefs: [backend] }],
  };
  return object(version, kind, name, { spec: { ...base, ...spec } });
}

const web = (...routes: readonly object[]): Change => ({
  objects: [deployment(), service(), ...routes],
  components: gates(http, https),
});

const grant = (from: object, to: object) =>
  object("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "grant", {
    spec: { from: [from], to: [to] },
  });

const other = (...objects: readonly object[]) =>
  component("other", {
    objects: [
      deployment({ metadata: { name: "store" } }),
      service({}, { name: "store" }),
      ...objects,
    ],
  });

const rows: readonly Row[] = [
  [
    "kinds that the distribution brings, too",
    {
      ...web(),
      components: [component("kinds", { chart: "gateway-crds-helm", kinds: gatewayKinds })],
      cluster: { kubernetes: k3sBut() },
    },
    [
      'home/kinds: brings CustomResourceDefinition "backendtlspolicies.gateway.networking.k8s.io", which part traefik of k3s brings, too; leave the part out (disable: traefik), or the component',
    ],
  ],
  ["a route of a listener", web(route({ parentRefs: [{ ...parent, sectionName: "https" }] })), []],
  [
    "a Gateway that is not there",
    web(route({ parentRefs: [{ ...parent, name: "gates" }] })),
    [
      'home/app: HTTPRoute "web" spec.parentRefs[0] names Gateway "gates", which nothing in namespace gates makes; did you mean "gate"?',
    ],
  ],
  [
    "a listener with a slip",
    web(route({ parentRefs: [{ ...parent, sectionName: "htps" }] })),
    [
      'home/app: HTTPRoute "web" spec.parentRefs[0] names listener "htps" of Gateway "gate", which has http and https; did you mean "https"?',
    ],
  ],
  [
    "a port that nothing listens at",
    web(route({ parentRefs: [{ ...parent, port: 8080 }] })),
    [
      'home/app: HTTPRoute "web" spec.parentRefs[0] names port 8080 of Gateway "gate", which listens at 80 and 443; use one of them',
    ],
  ],
  [
    "a host that no listener has",
    web(
      route({
        parentRefs: [{ ...parent, sectionName: "https" }],
        hostnames: ["shop.attic.example"],
      }),
    ),
    [
      'home/app: HTTPRoute "web" spec.parentRefs[0] names Gateway "gate", which serves *.house.example and not shop.attic.example; add a listener for that',
    ],
  ],
  [
    "a kind that no listener takes",
    web(route({}, "web", "TLSRoute")),
    [
      'home/app: TLSRoute "web" spec.parentRefs[0] names Gateway "gate", of which no listener takes a TLSRoute; add one that does',
    ],
  ],
  [
    "a namespace that the listener does not take",
    {
      ...web(route()),
      components: gates({ name: "http", port: 80, protocol: "HTTP" }),
    },
    [
      'home/app: HTTPRoute "web" spec.parentRefs[0] names Gateway "gate", which takes no routes of namespace app; open allowedRoutes.namespaces of its listener',
    ],
  ],
  [
    "a Service that is not there",
    web(route({ rules: [{ backendRefs: [{ name: "wbe", port: 80 }] }] })),
    [
      'home/app: HTTPRoute "web" spec.rules[0].backendRefs[0] names Service "wbe", which nothing in namespace app makes; did you mean "web"?',
    ],
  ],
  [
    "a port that the Service has not",
    web(route({ rules: [{ backendRefs: [{ name: "web", port: 8080 }] }] })),
    [
      'home/app: HTTPRoute "web" spec.rules[0].backendRefs[0] names port "8080" of Service "web", which has http and 80; use one of them',
    ],
  ],
  [
    "a filter of another kind that is not there",
    web(
      route({
        rules: [
          {
            filters: [
              {
                type: "ExtensionRef",
                extensionRef: { group: "", kind: "ConfigMap", name: "limits" },
              },
            ],
            backendRefs: [backend],
          },
        ],
      }),
      configMap("limit", {}),
    ),
    [
      'home/app: HTTPRoute "web" spec.rules[0].filters[0].extensionRef names ConfigMap "limits", which nothing in namespace app makes; did you mean "limit"?',
    ],
  ],
  [
    "a Service of another namespace without a grant",
    {
      ...web(
        route({ rules: [{ backendRefs: [{ name: "store", namespace: "other", port: 80 }] }] }),
      ),
      components: [...gates(http), other()],
    },
    [
      'home/app: HTTPRoute "web" spec.rules[0].backendRefs[0] names Service "store" of namespace other, which no ReferenceGrant there lets a HTTPRoute of app name; add one, or move one of them',
    ],
  ],
  [
    "the same with a grant",
    {
      ...web(
        route({ rules: [{ backendRefs: [{ name: "store", namespace: "other", port: 80 }] }] }),
      ),
      components: [
        ...gates(http),
        other(
          grant(
            { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "app" },
            { group: "", kind: "Service" },
          ),
        ),
      ],
    },
    [],
  ],
  [
    "a path that another route serves",
    web(route(), route({}, "more")),
    [
      'home/app: HTTPRoute "more" serves shop.house.example/, which HTTPRoute "web" of app serves too; drop one of them',
    ],
  ],
  [
    "the same path by other headers, and at another listener",
    web(
      route({ parentRefs: [{ ...parent, sectionName: "https" }] }),
      route(
        {
          rules: [{ matches: [{ headers: [{ name: "a", value: "b" }] }], backendRefs: [backend] }],
        },
        "more",
      ),
      route(
        {
          parentRefs: [{ ...parent, sectionName: "http" }],
          rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] }],
        },
        "redirect",
      ),
    ),
    [],
  ],
  [
    "a path that an Ingress serves",
    web(route(), ingress({ host: "shop.house.example" })),
    [
      'home/app: HTTPRoute "web" serves shop.house.example/, which Ingress "web" of app serves too; drop one of them',
    ],
  ],
  [
    "a host of another machine",
    web(route({ hostnames: ["git.house.example"] })),
    ["home/app: hostname git.house.example is served by machine git too; choose another"],
  ],
  [
    "listeners that speak two protocols at one port",
    { ...web(), components: gates(http, { ...https, port: 80 }) },
    [
      'home/gates: Gateway "gate" spec.listeners[1] has protocol HTTPS at port 80, where listener "http" has HTTP; give one of them another port',
    ],
  ],
  [
    "listeners that are the same",
    { ...web(), components: gates(http, { ...http, name: "more" }) },
    [
      'home/gates: Gateway "gate" spec.listeners breaks a rule of its kind: Combination of port, protocol and hostname must be unique for each listener; correct it',
    ],
  ],
  [
    "a certificate that nobody makes",
    {
      ...web(),
      components: gates(http, {
        ...https,
        tls: { mode: "Terminate", certificateRefs: [{ name: "wildcrad" }] },
      }),
    },
    [
      'home/gates: Gateway "gate" spec.listeners[1].tls.certificateRefs[0] names Secret "wildcrad", which nothing in namespace gates makes; did you mean "wildcard"?',
    ],
  ],
];

describe("Gateway API", () => {
  it.each(rows)("is told of %s", (_, change, lines) => {
    const cluster = { kubernetes: k3sBut("traefik"), ...change.cluster };
    expect(problemsOf(fleetOf({ ...change, cluster }))).toEqual(lines);
  });
});
