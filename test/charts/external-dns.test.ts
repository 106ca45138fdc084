import { describe, expect, it } from "vitest";
import { externalDns, traefik } from "../../charts/index.ts";
import { ingress as ingressOf } from "../../charts/parts/ingress.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { renderComponents } from "../../lib/build/render.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import { minorOf } from "../../lib/model/cluster-data.ts";
import { tinyCluster } from "../lib/support/tiny.ts";
import { manifestOf, problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const { extraArgs, ...values } = valuesOf(renderedIn(externalDns({ server: "http://10.1.0.2" })));

describe("external-dns", () => {
  it("names the version of Pi-hole's API below 0.22, and not from there on, where the flag is gone", () => {
    const [major = 0, minor = 0] = importedChart("external-dns")!.appVersion.split(".").map(Number);
    const knowsTheFlag = major === 0 && minor < 22;
    const flags = (extraArgs as string[]).filter((flag) => flag.startsWith("--pihole-api-version"));
    expect(flags).toEqual(knowsTheFlag ? ["--pihole-api-version=6"] : []);
  });

  it("is asked by annotations of the prefix that its version reads", () => {
    const [major = 0, minor = 0] = importedChart("external-dns")!.appVersion.split(".").map(Number);
    const prefix =
      major === 0 && minor < 22 ? "external-dns.alpha.kubernetes.io" : "external-dns.kubernetes.io";
    const ingress = { className: "traefik", issuer: "house" };
    const beside = [externalDns({ server: "http://10.1.0.2" })];
    const proxy = renderedIn(traefik({ host: "ingress.house.example" }), beside, { ingress });
    expect(valuesOf(proxy).service.annotations).toEqual({
      [`${prefix}/hostname`]: "ingress.house.example",
    });
    expect(values.sources).toEqual(["ingress", "service"]);
    expect(valuesOf(renderedIn(traefik({ host: "ingress.house.example" }))).service).toEqual({
      annotations: {},
    });
    const behind = defineComponent({
      name: "site",
      layer: "apps",
      namespace: "site",
      objects: (scope) =>
        ingressOf(scope, {
          service: "site",
          port: 80,
          host: "www.house.example",
          target: "tunnel.example.net",
        }),
    })();
    const annotations = (others: readonly AnyPlacement[]) =>
      manifestOf(renderedIn(behind, others), "Ingress", "site").metadata.annotations;
    expect(annotations(beside)).toEqual({ [`${prefix}/target`]: "tunnel.example.net" });
    expect(annotations([])).toBeUndefined();
  });

  it("asks the server that it is given, with the password out of a Secret", () => {
    expect(extraArgs).toContain("--pihole-server=http://10.1.0.2");
    expect(values.env).toEqual([
      {
        name: "EXTERNAL_DNS_PIHOLE_PASSWORD",
        valueFrom: { secretKeyRef: { name: "pihole", key: "password" } },
      },
    ]);
  });

  it("never deletes records, which Pi-hole cannot tell from another cluster's", () => {
    expect(values).toMatchObject({ policy: "upsert-only", registry: "noop" });
  });

  it("writes into a zone of Cloudflare, and takes away what is its own cluster's alone", () => {
    const { name } = externalDns({ cloudflare: "house.example" });
    expect(name).toBe("external-dns-cloudflare");
    expect(valuesOf(renderedIn(externalDns({ cloudflare: "house.example" })))).toMatchObject({
      provider: { name: "cloudflare" },
      domainFilters: ["house.example"],
      policy: "sync",
      registry: "txt",
      txtOwnerId: "tiny",
      env: [
        {
          name: "CF_API_TOKEN",
          valueFrom: { secretKeyRef: { name: "cloudflare-api-token", key: "api-token" } },
        },
      ],
    });
  });

  it("writes into a name server with a key, which it alone is let out to", () => {
    const placement = externalDns({ nameServer: { host: "10.1.0.3", key: "house" } });
    expect(placement.name).toBe("external-dns-rfc2136");
    const rendered = renderedIn(placement);
    expect(valuesOf(rendered)).toMatchObject({
      provider: { name: "rfc2136" },
      env: [{ valueFrom: { secretKeyRef: { name: "tsig", key: "secret" } } }],
    });
    expect(valuesOf(rendered).extraArgs).toEqual(
      expect.arrayContaining([
        "--rfc2136-host=10.1.0.3",
        "--rfc2136-zone=tiny.house.example",
        "--rfc2136-tsig-keyname=house",
      ]),
    );
    expect(rendered.traffic.to).toEqual([
      { who: "api-server" },
      { cidr: "10.1.0.3/32", ports: [53, "53/UDP"] },
    ]);
  });

  it("writes to one place in each placement", () => {
    expect(problemsOf(externalDns({}))).toHaveLength(1);
    const both = externalDns({ server: "http://10.1.0.2", cloudflare: "house.example" });
    expect(problemsOf(both)).toEqual([
      "has server and cloudflare to write records; give it one of server, cloudflare and nameServer, and each other a placement of its own",
    ]);
  });

  it("brings its kind once where it stands there twice", () => {
    const first = externalDns({ server: "http://10.1.0.2" });
    const second = externalDns({ cloudflare: "house.example" });
    expect(renderedIn(first, [second]).release).not.toHaveProperty("skipsCrds");
    expect(renderedIn(second).release).not.toHaveProperty("skipsCrds");
    const behind = tinyCluster([first, second]);
    const all = renderComponents(behind, scopeOfKind(minorOf(behind.kubernetes.version)));
    expect(all.map(({ release }) => release?.skipsCrds)).toEqual([undefined, true]);
  });
});
