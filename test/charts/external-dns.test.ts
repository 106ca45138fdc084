import { describe, expect, it } from "vitest";
import { externalDns, traefik } from "../../charts/index.ts";
import { ingress as ingressOf } from "../../charts/parts/ingress.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import { manifestOf, renderedIn, valuesOf } from "./rendered.ts";

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
});
