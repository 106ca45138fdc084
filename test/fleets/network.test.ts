import { describe, expect, it } from "vitest";
import { Records } from "../../lib/helm/record/records.ts";
import { planOf } from "../support/charts.ts";
import type { Party, Pod } from "../../lib/network/reach.ts";
import { podsIn } from "../../lib/network/world.ts";
import type { Watched } from "../support/network.ts";
import { shutWays, strayEdges, stranger, watched } from "../support/network.ts";
import { fleet as catalogue, records as catalogueRecords } from "./catalogue/index.ts";
import { fleet as house } from "./house/index.ts";
import { fleet as lone } from "./lone/index.ts";
import { recordsOf } from "./place.ts";
import { fleet as foreign } from "./stranger/index.ts";

const plans = [
  [house, recordsOf("house")] as const,
  [catalogue, catalogueRecords] as const,
  [lone, recordsOf("lone")] as const,
  [foreign, recordsOf("stranger")] as const,
].flatMap(([fleet, directory]) =>
  fleet.clusters.map((cluster) => [cluster.name, planOf(cluster, new Records(directory))] as const),
);

describe.each(plans)("the policies of cluster %s", (_, plan) => {
  const cluster = watched(plan);

  it("leave every way open that something needs", () => {
    expect(shutWays(cluster).shut).toEqual([]);
  });

  it("leave nothing else open from one namespace to another", () => {
    expect(strayEdges(cluster, { seed: 14, count: 2000 }).open).toEqual([]);
  });

  it("refuse who comes from nowhere in every namespace, but for kube-system", () => {
    const { world, reach, closed } = cluster;
    const namespaces = [...world.pods.keys()].filter((name) => name !== "kube-system");
    expect(closed).toEqual(expect.arrayContaining(namespaces));
    for (const name of closed) {
      const refusal = reach.refusal(stranger("x"), stranger(name), { port: 80, protocol: "TCP" });
      expect(refusal?.side, name).toBe("ingress");
    }
  });

  it("let every pod look up names", () => {
    const { world, reach } = cluster;
    const dns = stranger("kube-system", { "k8s-app": "kube-dns" });
    for (const { all } of world.pods.values())
      for (const pod of all.filter(({ isOnHost }) => !isOnHost))
        for (const protocol of ["UDP", "TCP"])
          expect(reach.refusal(pod, dns, { port: 53, protocol }), pod.manifest.metadata.name).toBe(
            undefined,
          );
  });
});

/** As somebody would say it who knows the house, and no code. */
describe("in the house's fleet", () => {
  const [management, production] = ["management", "production"].map((name) =>
    watched(plans.find(([other]) => other === name)![1]),
  );

  function podOf({ world }: Watched, at: string): Pod {
    const [namespace = "", name] = at.split("/");
    const found = podsIn(world, namespace).find(({ manifest }) => manifest.metadata.name === name);
    return found ?? stranger(namespace);
  }

  const outside = { address: "203.0.113.9" };
  const apiServer = { entity: "api-server" } as const;

  it.each<[from: string, to: string, port: number, isOpen: boolean]>([
    ["traefik/traefik", "monitoring/prometheus-grafana", 3000, true],
    ["traefik/traefik", "argocd/argocd-server", 8080, true],
    ["traefik/traefik", "argocd/argocd-server", 8083, false],
    ["traefik/traefik", "argocd/argocd-redis", 6379, false],
    ["traefik/traefik", "monitoring/loki", 3100, true],
    ["traefik/traefik", "longhorn-system/longhorn-ui", 8000, false],
    ["monitoring", "argocd/argocd-server", 8083, true],
    ["monitoring", "argocd/argocd-repo-server", 8081, false],
    ["monitoring", "longhorn-system/longhorn-manager", 9500, true],
    ["monitoring", "traefik/traefik", 9100, true],
    ["argocd/argocd-server", "argocd/argocd-redis", 6379, true],
    ["argocd/argocd-application-controller", "argocd/argocd-repo-server", 8081, true],
    ["external-dns/external-dns", "argocd/argocd-redis", 6379, false],
    ["monitoring/alloy", "monitoring/loki", 3100, true],
    ["cert-manager/cert-manager", "longhorn-system/longhorn-manager", 9500, false],
    ["external-secrets/external-secrets", "monitoring/prometheus-grafana", 3000, false],
  ])("of management, %s to %s at %i: %s", (from, to, port, isOpen) => {
    const { reach } = management!;
    const [one, other] = [podOf(management!, from), podOf(management!, to)];
    expect(reach.refusal(one, other, { port, protocol: "TCP" }) === undefined).toBe(isOpen);
  });

  it("the API server calls webhooks, and the house comes to the ingress alone", () => {
    const { reach } = management!;
    const isOpen = (from: Party, to: string, port: number): boolean =>
      reach.refusal(from, podOf(management!, to), { port, protocol: "TCP" }) === undefined;
    expect(isOpen(apiServer, "cert-manager/cert-manager-webhook", 10_250)).toBe(true);
    expect(isOpen(apiServer, "cert-manager/cert-manager", 9402)).toBe(false);
    expect(isOpen(apiServer, "metallb-system/metallb-controller", 9443)).toBe(true);
    expect(isOpen(outside, "traefik/traefik", 8443)).toBe(true);
    expect(isOpen(outside, "traefik/traefik", 8080)).toBe(false);
    expect(isOpen(outside, "monitoring/prometheus-grafana", 3000)).toBe(false);
  });

  it("pods go out where nobody knows where, and only there where all is known", () => {
    const { reach } = management!;
    const goes = (from: string, to: Party, port: number): boolean =>
      reach.refusal(podOf(management!, from), to, { port, protocol: "TCP" }) === undefined;
    expect(goes("argocd/argocd-repo-server", outside, 443)).toBe(true);
    expect(goes("external-dns/external-dns", apiServer, 6443)).toBe(true);
    expect(goes("external-dns/external-dns", { address: "192.168.1.2" }, 80)).toBe(true);
    expect(goes("external-dns/external-dns", { address: "192.168.1.2" }, 22)).toBe(false);
    expect(goes("external-dns/external-dns", outside, 443)).toBe(false);
  });

  it("a pod that somebody starts in an environment speaks to nobody", () => {
    const { reach } = production!;
    const stray = stranger("production", { app: "somebody" });
    const refused = (from: Party, to: Party): string | undefined =>
      reach.refusal(from, to, { port: 80, protocol: "TCP" })?.side;
    expect(refused(stray, outside)).toBe("egress");
    expect(refused(stray, podOf(production!, "production/backend"))).toBe("egress");
    expect(refused(stranger("staging"), stray)).toBe("egress");
    expect(refused(podOf(production!, "traefik/traefik"), stray)).toBe("ingress");
  });
});

it("the policies of all fleets are looked at in more than a few places", () => {
  const all = plans.map(([, plan]) => watched(plan));
  const ways = all.reduce((sum, one) => sum + shutWays(one).looked, 0);
  const tried = all.reduce((sum, one) => sum + strayEdges(one, { seed: 1, count: 500 }).tried, 0);
  expect(ways).toBeGreaterThan(150);
  expect(tried).toBeGreaterThan(2000);
});
