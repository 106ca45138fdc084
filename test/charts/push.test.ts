import { describe, expect, it } from "vitest";
import {
  alloy,
  externalSecrets,
  kubePrometheusStack,
  loki,
  prometheusAgent,
  traefik,
} from "../../charts/index.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { manifestOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const others = [externalSecrets({ vault: "https://vault.house.example" }), traefik({})];
const ingress = { className: "traefik" };
const host = "push.house.example";
const url = `https://${host}/push`;
const annotation = "traefik.ingress.kubernetes.io/router.middlewares";

const rendered = (placement: AnyPlacement, beside: readonly AnyPlacement[] = others) =>
  renderedIn(placement, beside, { ingress });

describe("what clusters push to one another", () => {
  it.each([
    ["metrics", kubePrometheusStack({ host: "grafana.house.example", receiveAt: host })],
    ["logs", loki({ receiveAt: host })],
  ])("is taken in by name and password: %s", (pushed, receiver) => {
    const made = rendered(receiver);
    const name = `${pushed}-push`;
    expect(made.secrets).toContainEqual(
      expect.objectContaining({ name, type: "kubernetes.io/basic-auth" }),
    );
    expect(manifestOf(made, "Middleware", name)["spec"]).toEqual({
      basicAuth: { secret: name, removeHeader: true },
    });
    const doors = made.manifests.filter(
      ({ kind, metadata }) =>
        kind === "Ingress" &&
        metadata.annotations?.[annotation] === `monitoring-${name}@kubernetescrd`,
    );
    expect(doors).toHaveLength(1);
    expect(JSON.stringify(doors)).toContain(host);
  });

  it("is sent with them", () => {
    const agent = rendered(prometheusAgent({ sendTo: url }));
    expect(valuesOf(agent).prometheus.prometheusSpec.remoteWrite).toEqual([
      {
        url,
        basicAuth: {
          username: { name: "metrics-push", key: "username" },
          password: { name: "metrics-push", key: "password" },
        },
      },
    ]);
    const collector = valuesOf(rendered(alloy({ sendTo: url }))).alloy;
    expect(collector.configMap.content).toContain('password = sys.env("PUSH_PASSWORD")');
    expect(collector.extraEnv).toContainEqual({
      name: "PUSH_PASSWORD",
      valueFrom: { secretKeyRef: { name: "logs-push", key: "password" } },
    });
  });

  it("asks for nothing inside a cluster", () => {
    const collector = rendered(alloy(), [...others, loki({})]);
    expect(collector.secrets).toEqual([]);
    expect(valuesOf(collector).alloy.configMap.content).not.toContain("basic_auth");
  });

  it("asks for nothing where that is said", () => {
    const receiver = rendered(loki({ receiveAt: host, anonymous: true }));
    expect(titlesOf(receiver)).toEqual(['Ingress "loki"']);
    expect(rendered(prometheusAgent({ sendTo: url, anonymous: true })).secrets).toEqual([]);
    expect(rendered(alloy({ sendTo: url, anonymous: true })).secrets).toEqual([]);
  });
});
