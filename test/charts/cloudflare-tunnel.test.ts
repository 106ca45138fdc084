import { describe, expect, it } from "vitest";
import { cloudflareTunnel, nextcloud, traefik } from "../../charts/index.ts";
import { app, workload } from "../../charts/workload.ts";
import { manifestOf, problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const tunnel = "5d0e9a3c-3f0c-4f1a-9a53-6c2f0a7d1b42";
const ingress = { className: "traefik", issuer: "local-authority" };
const made = (options = {}) => renderedIn(cloudflareTunnel({ tunnel, ...options }), [traefik({})]);

function settingsOf(options = {}): string {
  const { data } = manifestOf(made(options), "ConfigMap", "cloudflared-files");
  return Object.values(data as Record<string, string>).join("");
}

describe("cloudflare-tunnel", () => {
  it("hands the hosts of its zone to the Ingress, with the name that was asked for, and no others", () => {
    expect(settingsOf()).toContain(`ingress:
  - hostname: "*.house.example"
    service: https://traefik.traefik.svc:443
    originRequest:
      matchSNItoHost: true
      noTLSVerify: false
  - service: http_status:404
`);
    expect(settingsOf({ zone: "shop.example", verify: false })).toMatch(
      /"\*\.shop\.example"[^]*noTLSVerify: true/,
    );
  });

  it("opens its way to the Ingress and to Cloudflare alone", () => {
    expect(manifestOf(made(), "NetworkPolicy", "cloudflared")).toMatchObject({
      spec: {
        egress: [
          {},
          {
            to: [
              {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } },
                podSelector: { matchLabels: { "app.kubernetes.io/name": "traefik" } },
              },
            ],
          },
          { ports: [{ port: 443 }, { port: 7844 }] },
        ],
      },
    });
  });

  it("has its records written by who goes to Cloudflare and the API server alone", () => {
    expect(made().traffic.to).toEqual([
      { who: "api-server" },
      { who: "internet" },
      { namespace: "traefik" },
    ]);
  });

  it("writes records of those that ask for it, where nobody else reads what they say", () => {
    const values = valuesOf(made());
    expect(values).toMatchObject({
      domainFilters: ["house.example"],
      annotationFilter: `${values.annotationPrefix}target`,
      policy: "sync",
      txtOwnerId: "tiny",
    });
    const site = workload("site", (scope) => {
      const image = "a.example/site:1";
      app(scope, { name: "in", image, port: 80, host: "in.house.example" });
      app(scope, { name: "out", image, port: 80, host: "out.house.example", exposure: "public" });
    });
    const rendered = renderedIn(site, [traefik({}), cloudflareTunnel({ tunnel })], { ingress });
    const asks = (name: string): unknown =>
      manifestOf(rendered, "Ingress", name).metadata.annotations?.[values.annotationFilter];
    expect(asks("in")).toBeUndefined();
    expect(asks("out")).toBe(`${tunnel}.cfargotunnel.com`);
  });

  it("is missed where something is to be public", () => {
    const host = "cloud.house.example";
    const open = nextcloud({ host, exposure: "public", files: { size: "10Gi" } });
    expect(renderedIn(open, [], { ingress }).needs).toContainEqual([
      "public-ingress",
      "one of its hosts is served to the internet",
    ]);
    const hidden = nextcloud({ host, files: { size: "10Gi" } });
    expect(renderedIn(hidden, [], { ingress }).needs.map(([name]) => name)).not.toContain(
      "public-ingress",
    );
  });

  it("tells of a public app without a host, and of a tunnel that is none", () => {
    const worker = workload("worker", (scope) => {
      app(scope, { name: "worker", image: "a.example/worker:1", exposure: "public" });
    });
    expect(renderedIn(worker).issues).toEqual([
      'app "worker" has exposure "public" and no host; give it one, or leave exposure out',
    ]);
    expect(problemsOf(cloudflareTunnel({ tunnel: "homelab" }))).toEqual([
      'has tunnel "homelab", not the id of one; write what "cloudflared tunnel list" shows',
    ]);
    expect(problemsOf(cloudflareTunnel({ tunnel }))).toEqual([]);
  });
});
