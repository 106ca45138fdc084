import { describe, expect, it } from "vitest";
import { certManager, sealedSecrets, traefik } from "../../charts/index.ts";
import type { Challenge, Dns01 } from "../../charts/parts/acme.ts";
import { asYaml, manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

describe("cert-manager", () => {
  it("signs with an authority of the cluster's own, that signs itself", async () => {
    const rendered = renderedIn(certManager({ authority: "local" }));
    expect(rendered.provided.get("certificate-issuer")).toBe(
      "cert-manager.io/ClusterIssuer//local-authority",
    );
    expect(rendered.secrets).toEqual([]);
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/cert-manager/local.yaml");
  });

  it("keeps the authority's key where its issuer looks for it", () => {
    const rendered = renderedIn(certManager({ authority: "local" }));
    const certificate = manifestOf(rendered, "Certificate", "local-authority");
    const issuer = manifestOf(rendered, "ClusterIssuer", "local-authority");
    expect(certificate.metadata.namespace).toBe("cert-manager");
    expect(certificate["spec"]).toMatchObject({ isCA: true, secretName: "local-authority" });
    expect(issuer["spec"]).toEqual({ ca: { secretName: "local-authority" } });
  });

  it("asks for the token once, for a staging issuer and for the one that others use", () => {
    const rendered = renderedIn(certManager({ authority: "letsencrypt" }), [sealedSecrets()]);
    expect(titlesOf(rendered)).toEqual([
      'ClusterIssuer "letsencrypt-production"',
      'ClusterIssuer "letsencrypt-staging"',
      'SealedSecret "cloudflare-api-token"',
    ]);
    expect(rendered.provided.get("certificate-issuer")).toBe(
      "cert-manager.io/ClusterIssuer//letsencrypt-production",
    );
    expect(manifestOf(rendered, "ClusterIssuer", "letsencrypt-staging")["spec"]).toMatchObject({
      acme: { email: "admin@house.example", server: expect.stringContaining("staging") as string },
    });
  });

  it("signs with an authority that somebody has, whose key the store keeps", () => {
    const rendered = renderedIn(certManager({ authority: "own" }), [sealedSecrets()]);
    expect(titlesOf(rendered)).toEqual([
      'ClusterIssuer "own-authority"',
      'SealedSecret "own-authority"',
    ]);
    expect(rendered.secrets).toEqual([
      { name: "own-authority", keys: ["tls.crt", "tls.key"], type: "kubernetes.io/tls" },
    ]);
  });

  it("asks any other authority that speaks ACME, by its root and the account that it knows", () => {
    const directory = "https://ca.house.example/acme/acme/directory";
    const authority = { directory, keyID: "k1", root: "-----BEGIN CERTIFICATE-----\n" };
    const rendered = renderedIn(certManager({ authority }), [sealedSecrets()]);
    expect(rendered.secrets.map(({ name }) => name)).toEqual([
      "cloudflare-api-token",
      "acme-binding",
    ]);
    expect(manifestOf(rendered, "ClusterIssuer", "acme")["spec"]).toMatchObject({
      acme: {
        server: directory,
        externalAccountBinding: {
          keyID: "k1",
          keySecretRef: { name: "acme-binding", key: "secret" },
        },
        caBundle: Buffer.from(authority.root).toString("base64"),
      },
    });
  });

  it("asks the resolver that it is told to, where a zone is seen inside the house alone", () => {
    const resolver = "10.1.0.2:53";
    const told = renderedIn(certManager({ authority: "local", resolver }));
    expect(valuesOf(told)).toMatchObject({ dns01RecursiveNameservers: resolver });
  });
});

const azure = { subscriptionID: "s", resourceGroupName: "dns" };
const tsig = { nameserver: "10.1.0.2:53", tsigAlgorithm: "HMACSHA512" };

const solvers: readonly (readonly [Dns01, secret: string | undefined, dns01: object])[] = [
  [
    { dns01: "acmeDNS", host: "https://acme-dns.house.example" },
    "acme-dns: acmedns.json",
    { accountSecretRef: { name: "acme-dns", key: "acmedns.json" } },
  ],
  [
    { dns01: "akamai", serviceConsumerDomain: "akab.luna.akamaiapis.net" },
    "akamai-secret: accessToken clientSecret clientToken",
    { clientTokenSecretRef: { name: "akamai-secret", key: "clientToken" } },
  ],
  [
    { dns01: "azureDNS", clientID: "c", tenantID: "t", ...azure },
    "azuredns-config: client-secret",
    { clientSecretSecretRef: { name: "azuredns-config", key: "client-secret" } },
  ],
  [{ dns01: "azureDNS", managedIdentity: { clientID: "c" }, ...azure }, undefined, {}],
  [
    { dns01: "cloudDNS", project: "house" },
    "clouddns-dns01-solver-svc-acct: key.json",
    { serviceAccountSecretRef: { name: "clouddns-dns01-solver-svc-acct", key: "key.json" } },
  ],
  [
    { dns01: "cloudflare" },
    "cloudflare-api-token: api-token",
    { apiTokenSecretRef: { name: "cloudflare-api-token", key: "api-token" } },
  ],
  [
    { dns01: "digitalocean" },
    "digitalocean-dns: access-token",
    { tokenSecretRef: { name: "digitalocean-dns", key: "access-token" } },
  ],
  [{ dns01: "rfc2136", nameserver: "10.1.0.2:53" }, undefined, {}],
  [
    { dns01: "rfc2136", tsigKeyName: "house", ...tsig },
    "tsig-secret: tsig-secret-key",
    { tsigSecretSecretRef: { name: "tsig-secret", key: "tsig-secret-key" } },
  ],
  [
    { dns01: "route53", region: "eu-west-1" },
    "route53-credentials: access-key-id secret-access-key",
    { accessKeyIDSecretRef: { name: "route53-credentials", key: "access-key-id" } },
  ],
  [
    { dns01: "route53", region: "eu-west-1", accessKeyID: "AKIAEXAMPLE" },
    "route53-credentials: secret-access-key",
    { secretAccessKeySecretRef: { name: "route53-credentials", key: "secret-access-key" } },
  ],
  [
    {
      dns01: "webhook",
      groupName: "acme.house.example",
      solverName: "house",
      config: { tokenSecretRef: { name: "house-dns", key: "token" } },
      secret: { name: "house-dns", keys: ["token"] },
    },
    "house-dns: token",
    {},
  ],
];

describe("a DNS-01 challenge", () => {
  it.each(solvers)("%j reads Secret %s", (challenge, secret, refs) => {
    const rendered = renderedIn(certManager({ authority: "letsencrypt", challenge }), [
      sealedSecrets(),
    ]);
    expect(rendered.secrets.map(({ name, keys }) => `${name}: ${keys.join(" ")}`)).toEqual(
      secret === undefined ? [] : [secret],
    );
    const { dns01: provider, ...settings } = challenge;
    const { secret: _, ...own } = settings as { secret?: object };
    for (const issuer of ["letsencrypt-staging", "letsencrypt-production"]) {
      expect(manifestOf(rendered, "ClusterIssuer", issuer)["spec"]).toMatchObject({
        acme: { solvers: [{ dns01: { [provider]: { ...own, ...refs } } }] },
      });
    }
  });

  it("makes no sense to an authority that asks for no proof", () => {
    const challenge: Challenge = { dns01: "cloudflare" };
    expect(problemsOf(certManager({ authority: "local", challenge }))).toEqual([
      "has a challenge, but authority local asks for no proof; leave it out",
    ]);
  });
});

const http01: Challenge = { http01: "ingress" };
const byHttp = certManager({ authority: "letsencrypt", challenge: http01 });
const ingress = { className: "traefik", issuer: "letsencrypt-production" };

describe("an HTTP-01 challenge", () => {
  it("is answered by the cluster's class of Ingress, without a Secret", () => {
    const rendered = renderedIn(byHttp, [], { ingress });
    expect(rendered.secrets).toEqual([]);
    expect(manifestOf(rendered, "ClusterIssuer", "letsencrypt-production")["spec"]).toMatchObject({
      acme: {
        solvers: [
          { http01: { ingress: { ingressClassName: "traefik", serviceType: "ClusterIP" } } },
        ],
      },
    });
  });

  it("needs somebody who serves that class", () => {
    expect(byHttp.needs).toEqual({ ingress: "challenges are answered through it" });
    expect(certManager({ authority: "letsencrypt" }).needs).toEqual({});
    expect(problemsOf(byHttp, { ingress })).toEqual([]);
    expect(problemsOf(byHttp)).toEqual([
      "answers challenges by Ingress, but cluster tiny has no class of it; set its ingress",
    ]);
  });

  it("proves no wildcard, so that Traefik is given none", () => {
    expect(titlesOf(renderedIn(traefik({}), [byHttp], { ingress }))).toEqual([]);
    expect(
      titlesOf(renderedIn(traefik({}), [certManager({ authority: "own" })], { ingress })),
    ).toEqual(['Certificate "wildcard"', 'TLSStore "default"']);
  });
});
