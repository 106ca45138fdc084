import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, ingress, service } from "../../../support/objects.ts";

const backend = { service: { name: "web", port: { name: "http" } } };
const rule = (host: string | undefined, path = "/", pathType = "Prefix") => ({
  host,
  http: { paths: [{ path, pathType, backend }] },
});
const web = (...more: readonly object[]): Change => ({
  objects: [deployment(), service(), ...more],
});
const shop = (path: string) =>
  component("shop", {
    objects: [
      deployment(),
      service(),
      ingress({ spec: { rules: [rule("web.house.example", path)], tls: [] } }),
    ],
  });

const rows: readonly Row[] = [
  [
    "a rule without a host",
    web(ingress({ spec: { rules: [rule(undefined)], tls: [] } })),
    [
      'home/app: Ingress "web" spec.rules[0] has no host, so it answers for every name; give it one',
    ],
  ],
  [
    "a certificate for a host with a slip",
    web(ingress({ spec: { tls: [{ hosts: ["wbe.house.example"], secretName: "web-tls" }] } })),
    [
      'home/app: Ingress "web" spec.tls[0].hosts has "wbe.house.example", which no rule serves; did you mean "web.house.example"?',
    ],
  ],
  [
    "a certificate for another host",
    web(
      ingress({
        spec: {
          tls: [{ hosts: ["web.house.example", "shop.attic.example"], secretName: "web-tls" }],
        },
      }),
    ),
    [
      'home/app: Ingress "web" spec.tls[0].hosts has "shop.attic.example", which no rule serves; use web.house.example',
    ],
  ],
  [
    "a wildcard certificate of another domain",
    web(ingress({ spec: { tls: [{ hosts: ["*.example"], secretName: "web-tls" }] } })),
    [
      'home/app: Ingress "web" spec.tls[0].hosts has "*.example", which no rule serves; use web.house.example',
    ],
  ],
  [
    "a path that another component serves",
    { ...web(ingress()), components: [shop("/")] },
    [
      'home/shop: Ingress "web" serves web.house.example/, which Ingress "web" of app serves too; drop one of them',
    ],
  ],
  [
    "a path that it serves itself",
    web(ingress({ spec: { rules: [rule("web.house.example"), rule("web.house.example")] } })),
    ['home/app: Ingress "web" serves web.house.example/ twice; drop one of them'],
  ],
];

const validRows: readonly Row[] = [
  [
    "another path of a host that another component serves",
    { ...web(ingress()), components: [shop("/shop")] },
    [],
  ],
  [
    "one path by prefix and exactly",
    web(
      ingress({
        spec: { rules: [rule("web.house.example"), rule("web.house.example", "/", "Exact")] },
      }),
    ),
    [],
  ],
  [
    "a wildcard certificate for its host",
    web(ingress({ spec: { tls: [{ hosts: ["*.house.example"], secretName: "web-tls" }] } })),
    [],
  ],
  [
    "a default backend without a host",
    web(ingress({ spec: { rules: undefined, tls: undefined, defaultBackend: backend } })),
    [],
  ],
];

describe("an Ingress", () => {
  it.each(rows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
