import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, ingress, object, service } from "../../../support/objects.ts";

const from = (namespace: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});

function policy(spec: object) {
  return object("networking.k8s.io/v1", "NetworkPolicy", "guard", {
    spec: { podSelector: { matchLabels: { app: "web" } }, ...spec },
  });
}

function guarded(spec: object, ...more: readonly object[]) {
  return { objects: [deployment(), service(), ingress(), policy(spec), ...more] };
}

const hook = object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "web", {
  webhooks: [
    {
      name: "web.house.example",
      clientConfig: { service: { name: "web", namespace: "app", port: 80 } },
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    },
  ],
});

const env = [{ name: "API", value: "http://web.app.svc" }];
const labels = { app: "client" };
const client = (...objects: readonly object[]) =>
  component("client", {
    objects: [
      deployment({
        name: "client",
        labels,
        container: { env },
        spec: { selector: { matchLabels: labels } },
      }),
      ...objects,
    ],
  });

const rows: readonly Row[] = [
  [
    "what serves an Ingress, by nobody being let in",
    guarded({ policyTypes: ["Ingress"] }),
    [
      'home/app: Ingress "web" leads to Service "web", but NetworkPolicy "guard" keeps namespace kube-system from port http of Deployment "web"; let it in there, an app by its allowFrom, or say it in traffic.from of the placement',
    ],
  ],
  [
    "what serves an Ingress, by another port",
    guarded({ ingress: [{ from: [from("kube-system")], ports: [{ port: 9090 }] }] }),
    [
      'home/app: Ingress "web" leads to Service "web", but NetworkPolicy "guard" keeps namespace kube-system from port http of Deployment "web"; let it in there, an app by its allowFrom, or say it in traffic.from of the placement',
    ],
  ],
  [
    "the API server, by pods alone being let in",
    guarded({ ingress: [{ from: [from("kube-system")] }] }, hook),
    [
      'home/app: the API server calls it: ValidatingWebhookConfiguration "web", but NetworkPolicy "guard" keeps the API server from port http of Deployment "web"; let it in there, an app by its allowFrom, or say it in traffic.from of the placement',
    ],
  ],
  [
    "who has the address, where it leaves",
    {
      objects: [deployment(), service()],
      components: [
        client(
          object("networking.k8s.io/v1", "NetworkPolicy", "out", {
            spec: { podSelector: {}, policyTypes: ["Egress"], egress: [] },
          }),
        ),
      ],
    },
    [
      'home/client: client has the address of Service "web", but NetworkPolicy "out" keeps namespace client from going to Deployment "web"; let it out there, an app by its allowTo',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "pods alone, at the port's number",
    guarded({ ingress: [{ from: [from("kube-system")], ports: [{ port: 8080 }] }] }),
    [],
  ],
  ["its name", guarded({ ingress: [{ ports: [{ port: "http" }] }] }), []],
  [
    "two policies that add up",
    guarded(
      { policyTypes: ["Ingress"] },
      object("networking.k8s.io/v1", "NetworkPolicy", "more", {
        spec: { podSelector: {}, ingress: [{ from: [from("kube-system")] }] },
      }),
    ),
    [],
  ],
  [
    "addresses of nodes, for the API server",
    guarded(
      { ingress: [{ from: [from("kube-system"), { ipBlock: { cidr: "10.0.0.8/29" } }] }] },
      hook,
    ),
    [],
  ],
  [
    "addresses of the house, for a Service with an address of its own",
    {
      objects: [
        deployment(),
        service({
          type: "LoadBalancer",
          ports: [{ name: "http", port: 8081, targetPort: "http" }],
        }),
        policy({ ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/24" } }] }] }),
      ],
    },
    [],
  ],
  [
    "a namespace by labels of its own",
    { objects: [deployment(), service()], components: [client()] },
    [],
  ],
];

describe("network policies", () => {
  it.each(rows)("are told when they refuse %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
    expect(problemsOf(fleetOf({ ...change, cluster: { defaultDeny: true } }))).toEqual(lines);
  });

  it.each(validRows)("may let in %s", (_, change) => {
    expect(problemsOf(fleetOf(change))).toEqual([]);
    expect(problemsOf(fleetOf({ ...change, cluster: { defaultDeny: true } }))).toEqual([]);
  });

  it("of charts are opened where pods are refused by default, and the chart's business elsewhere", () => {
    const policies = [policy({ policyTypes: ["Ingress"] })];
    const app = { chart: "loki" as const, makes: { objects: policies } };
    const change = { app, objects: [deployment(), service(), ingress()] };
    expect(problemsOf(fleetOf(change))).toEqual([]);
    expect(problemsOf(fleetOf({ ...change, cluster: { defaultDeny: true } }))).toEqual([]);
  });

  it("of others are opened by what a placement says", () => {
    const app = { traffic: { from: [{ namespace: "kube-system", why: "said" }] } };
    const change = { ...guarded({ policyTypes: ["Ingress"] }), app };
    expect(problemsOf(fleetOf({ ...change, cluster: { defaultDeny: true } }))).toEqual([]);
  });
});
