import { describe, expect, it } from "vitest";
import type { Row } from "../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../support/fleet.ts";
import { deployment, ingress, object, service } from "../../support/objects.ts";

const issuer = (solvers: readonly object[], kind = "ClusterIssuer", name = "public") =>
  object("cert-manager.io/v1", kind, name, {
    spec: {
      acme: {
        server: "https://acme.house.example/directory",
        privateKeySecretRef: { name: "account" },
        solvers,
      },
    },
  });

const certificate = (dnsNames: readonly string[], issuerRef: object = { name: "public" }) =>
  object("cert-manager.io/v1", "Certificate", "house", {
    spec: { secretName: "house-tls", dnsNames, issuerRef: { kind: "ClusterIssuer", ...issuerRef } },
  });

const overHttp = { http01: { ingress: { ingressClassName: "traefik" } } };
const key = { name: "dns", key: "token" };
const overDns = { dns01: { digitalocean: { tokenSecretRef: key } } };
const bootstrap = { cluster: { secretsFromBootstrap: { "authority/dns": ["token"] } } };

const wildcard = (kind: string, host = "*.house.example") =>
  `wants a certificate for ${host}, but ${kind} "public" proves hosts over HTTP, which no wildcard can be; give it a DNS-01 challenge or name each host`;

const webhook = (groupName: string, config: object = {}) => ({
  dns01: { webhook: { groupName, solverName: "house", config } },
});

const served = object("apiregistration.k8s.io/v1", "APIService", "v1alpha1.acme.house.example", {
  spec: {
    group: "acme.house.example",
    version: "v1alpha1",
    groupPriorityMinimum: 1000,
    versionPriority: 15,
  },
});

const rows: readonly Row[] = [
  [
    "a wildcard over HTTP",
    { objects: [issuer([overHttp]), certificate(["house.example", "*.house.example"])] },
    [`home/app: Certificate "house" ${wildcard("ClusterIssuer")}`],
  ],
  [
    "a wildcard over HTTP, of an Issuer of the namespace",
    {
      objects: [
        issuer([overHttp], "Issuer"),
        certificate(["*.house.example"], { kind: undefined, name: "public" }),
      ],
    },
    [`home/app: Certificate "house" ${wildcard("Issuer")}`],
  ],
  [
    "a wildcard over HTTP, by the annotation of an Ingress",
    {
      objects: [
        deployment(),
        service(),
        issuer([overHttp]),
        ingress({
          host: "*.web.house.example",
          metadata: { annotations: { "cert-manager.io/cluster-issuer": "public" } },
        }),
      ],
    },
    [`home/app: Ingress "web" ${wildcard("ClusterIssuer", "*.web.house.example")}`],
  ],
  [
    "a wildcard by DNS beside HTTP",
    { objects: [issuer([overHttp, overDns]), certificate(["*.house.example"])], ...bootstrap },
    [],
  ],
  ["a host over HTTP", { objects: [issuer([overHttp]), certificate(["house.example"])] }, []],
  [
    "a class of Ingress that nobody serves",
    { objects: [issuer([{ http01: { ingress: { ingressClassName: "treafik" } } }])] },
    [
      'home/app: ClusterIssuer "public" spec.acme.solvers[0].http01.ingress.ingressClassName names IngressClass "treafik", which nothing in this cluster makes; did you mean "traefik"?',
    ],
  ],
  [
    "the Secret of a provider that is not there",
    { objects: [issuer([overDns])] },
    [
      'home/app: ClusterIssuer "public" spec.acme.solvers[0].dns01.digitalocean.tokenSecretRef names Secret "dns", which nothing in namespace authority makes; ask for it with scope.secret(...) or list "authority/dns" in secretsFromBootstrap',
    ],
  ],
  [
    "a key that the Secret of a webhook does not have",
    {
      objects: [
        issuer([webhook("acme.house.example", { tokenSecretRef: { ...key, key: "tokn" } })]),
        served,
      ],
      ...bootstrap,
    },
    [
      'home/app: ClusterIssuer "public" spec.acme.solvers[0].dns01.webhook.config.tokenSecretRef names key "tokn" of Secret "dns", which has token; did you mean "token"?',
    ],
  ],
  [
    "a webhook that nobody runs",
    { objects: [issuer([webhook("acme.house.example")])] },
    [
      'home/app: ClusterIssuer "public" spec.acme.solvers[0].dns01.webhook.groupName names "acme.house.example", but nothing in this cluster makes APIService "v1alpha1.acme.house.example"; add the webhook\'s chart',
    ],
  ],
];

describe("an issuer", () => {
  it.each(rows)("of %s", (_, change, lines) => {
    const { objects = [], ...more } = change;
    expect(problemsOf(fleetOf({ objects, ...more }))).toEqual(lines);
  });
});
