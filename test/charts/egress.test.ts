import { describe, expect, it } from "vitest";
import {
  certManager,
  externalDns,
  externalSecrets,
  metallb,
  objectStore,
  sealedSecrets,
  tempo,
  velero,
} from "../../charts/index.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { renderedIn } from "./rendered.ts";

const apiServer = { who: "api-server" };
const internet = { who: "internet" };
const inHouse = "https://10.1.0.5:9000";
const there = { cidr: "10.1.0.5/32", ports: [9000] };
const byName = "https://storage.house.example:9000";
const resolver = { cidr: "1.1.1.1/32", ports: [443] };
const store = externalSecrets({ vault: byName });
const bucketsAt = (endpoint: string) => [objectStore({ endpoint, region: "home" }), store];
const ingress = { className: "traefik" };
const acme = { directory: "https://ca.house.example/acme" };

/** All that pods connect to; undefined where nobody knows, and so nothing is refused. */
const rows: readonly (readonly [string, AnyPlacement, readonly AnyPlacement[], unknown])[] = [
  ["metallb", metallb(), [], [apiServer]],
  ["sealed-secrets", sealedSecrets(), [], [apiServer]],
  ["external-secrets with an address", externalSecrets({ vault: inHouse }), [], [apiServer, there]],
  ["external-secrets with a name", store, [], undefined],
  ["external-dns with an address", externalDns({ server: inHouse }), [store], [apiServer, there]],
  ["tempo on a volume", tempo({}), [], []],
  ["tempo with a bucket", tempo({ bucket: "t" }), bucketsAt(inHouse), [apiServer, there]],
  ["tempo with a bucket at a name", tempo({ bucket: "t" }), bucketsAt(byName), undefined],
  ["velero with an address", velero({ bucket: "b" }), bucketsAt(inHouse), [apiServer, there]],
  ["velero with a name", velero({ bucket: "b" }), bucketsAt(byName), undefined],
  ["cert-manager by itself", certManager({ authority: "local" }), [], [apiServer]],
  [
    "cert-manager with Let's Encrypt and a zone on the internet",
    certManager({ authority: "letsencrypt" }),
    [store],
    [apiServer, internet, resolver],
  ],
  [
    "cert-manager that looks for its proof by a name",
    certManager({ authority: "letsencrypt", resolver: "https://dns.house.example/dns-query" }),
    [store],
    undefined,
  ],
  [
    "cert-manager that looks for its proof at a host of the house",
    certManager({ authority: "letsencrypt", challenge: { http01: "ingress" } }),
    [store],
    undefined,
  ],
  [
    "cert-manager with an authority by a name",
    certManager({ authority: acme }),
    [store],
    undefined,
  ],
];

describe("where pods go", () => {
  it.each(rows)("is known of %s", (_, placement, others, to) => {
    expect(renderedIn(placement, others, { ingress }, false).traffic.to).toEqual(to);
  });
});
