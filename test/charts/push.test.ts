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
import { tinyCluster } from "../lib/support/tiny.ts";
import { manifestOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const others = [externalSecrets({ vault: "https://vault.house.example" }), traefik({})];
const ingress = { className: "traefik" };
const host = "push.house.example";
const senders = ["attic", "shed"];
const url = `https://${host}/push`;
const annotation = "traefik.ingress.kubernetes.io/router.middlewares";

const rendered = (placement: AnyPlacement, beside: readonly AnyPlacement[] = others) =>
  renderedIn(placement, beside, { ingress });

describe("what clusters push to one another", () => {
  it.each([
    [
      "metrics",
      kubePrometheusStack({ host: "grafana.house.example", receiveAt: host, senders }),
      "/api/v1/write",
    ],
    ["logs", loki({ receiveAt: host, senders }), "/loki/api/v1/push"],
  ])(
    "is taken in from each sender by a name and password of its own: %s",
    (pushed, receiver, path) => {
      const made = rendered(receiver);
      const doors = made.manifests.filter(
        ({ kind, metadata }) => kind === "Ingress" && metadata.annotations?.[annotation],
      );
      expect(doors).toHaveLength(senders.length);
      for (const [i, sender] of senders.entries()) {
        const name = `${pushed}-push-${sender}`;
        expect(made.secrets).toContainEqual(
          expect.objectContaining({ name, type: "kubernetes.io/basic-auth" }),
        );
        expect(manifestOf(made, "Middleware", name)["spec"]).toEqual({
          basicAuth: { secret: name, removeHeader: true },
        });
        expect(manifestOf(made, "Middleware", `${name}-path`)["spec"]).toEqual({
          replacePath: { path },
        });
        expect(doors[i]!.metadata.annotations![annotation]).toBe(
          `monitoring-${name}@kubernetescrd,monitoring-${name}-path@kubernetescrd`,
        );
        expect(doors[i]!["spec"]).toMatchObject({
          rules: [{ host, http: { paths: [{ path: `/${sender}${path}` }] } }],
        });
      }
    },
  );

  it("has one certificate for the host, whoever pushes there", () => {
    const signed = { ...ingress, issuer: "local-authority" };
    const made = renderedIn(loki({ receiveAt: host, senders }), others, { ingress: signed });
    const doors = made.manifests.filter(({ kind }) => kind === "Ingress");
    const issuers = doors.map(
      ({ metadata }) => metadata.annotations!["cert-manager.io/cluster-issuer"],
    );
    expect(issuers).toEqual(["local-authority", undefined]);
    for (const door of doors)
      expect(door["spec"]).toMatchObject({ tls: [{ secretName: "loki-tls" }] });
  });

  it("is taken in from nobody who is not named", () => {
    expect(rendered(loki({ receiveAt: host })).issues).toEqual([
      `takes in logs at ${host}, and names no cluster that pushes; list them in senders, or say anonymous: true`,
    ]);
  });

  it("is sent with the sender's own, and no other's", () => {
    const agent = rendered(prometheusAgent({ sendTo: url }));
    const { name: cluster } = tinyCluster([]);
    const [metrics, logs] = [`metrics-push-${cluster}`, `logs-push-${cluster}`];
    expect(valuesOf(agent).prometheus.prometheusSpec.remoteWrite).toEqual([
      {
        url,
        basicAuth: {
          username: { name: metrics, key: "username" },
          password: { name: metrics, key: "password" },
        },
      },
    ]);
    const collector = valuesOf(rendered(alloy({ sendTo: url }))).alloy;
    expect(collector.configMap.content).toContain('password = sys.env("PUSH_PASSWORD")');
    expect(collector.extraEnv).toContainEqual({
      name: "PUSH_PASSWORD",
      valueFrom: { secretKeyRef: { name: logs, key: "password" } },
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
