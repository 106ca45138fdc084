import { describe, expect, it } from "vitest";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { fleet } from "../fleets/house/index.ts";
import { renderedProject } from "../support/project.ts";
import { simulate as simulateAny, waveOf } from "./argo.ts";
import type { Child, Tree } from "./dist.ts";
import { readTree } from "./dist.ts";
import { given } from "./given.ts";

/** An account of Argo CD's ordering beside that of lib/: it knows dist/, what charts make, and what is there before. */
const repository = renderedProject("house");
const clusters = fleet.clusters.map(({ name }) => name);
const trees = new Map(clusters.map((cluster) => [cluster, readTree(repository, cluster)]));

function treeOf(cluster: string): Tree {
  return trees.get(cluster)!;
}

function simulate(tree: Tree): string[] {
  return simulateAny(tree, given(fleet.clusters.find(({ name }) => name === tree.cluster)!));
}

/** A copy with one object of the root in another wave. */
function moved(tree: Tree, name: string, wave: number, kind = "Application"): Tree {
  const move = (object: Manifest): Manifest => {
    if (object.metadata.name !== name || object.kind !== kind) return object;
    const annotations = {
      ...object.metadata.annotations,
      "argocd.argoproj.io/sync-wave": String(wave),
    };
    return { ...object, metadata: { ...object.metadata, annotations } };
  };
  return {
    ...tree,
    rootObjects: tree.rootObjects.map(move),
    children: tree.children.map((child) => ({ ...child, application: move(child.application) })),
  };
}

/** A copy in which one child holds other objects. */
function changed(tree: Tree, name: string, change: (child: Child) => readonly Manifest[]): Tree {
  const children = tree.children.map((child) =>
    child.application.metadata.name === name ? { ...child, objects: change(child) } : child,
  );
  return { ...tree, children };
}

describe.each(clusters)("Argo CD, given the tree of cluster %s,", (cluster) => {
  const tree = treeOf(cluster);

  it("finds whatever an object refers to applied before it", () => {
    expect(tree.children.length).toBeGreaterThan(5);
    expect(simulate(tree)).toEqual([]);
  });

  it("would miss something of every Application in the first wave but the namespaces", () => {
    for (const { application } of tree.children) {
      const { name } = application.metadata;
      if (waveOf(application) === 0 || name === `${cluster}-namespaces`) continue;
      const findings = simulate(moved(tree, name, 0));
      expect(findings, name).not.toEqual([]);
      for (const finding of findings) expect(finding).toContain(`wave 0, ${name}: `);
    }
  });

  it("would miss every Application of an earlier wave that stood in the last one", () => {
    const last = Math.max(...tree.rootObjects.map(waveOf));
    for (const { application } of tree.children) {
      const { name } = application.metadata;
      const findings = simulate(moved(tree, name, last + 1));
      const isLast = waveOf(application) === last;
      expect(findings.length > 0, name).toBe(!isLast);
    }
  });
});

describe("the simulator", () => {
  it("tells that a load balancer's addresses come too late", () => {
    expect(simulate(moved(treeOf("management"), "management-traefik", 2))).toEqual([
      "wave 2, management-traefik: chart traefik needs address for a LoadBalancer (Service traefik, spec.type), which management-metallb-config of wave 4 brings",
    ]);
  });

  it("tells that kinds and a secret store come in the same wave, where nothing waits for them", () => {
    expect(simulate(moved(treeOf("management"), "management-cert-manager-config", 4))).toEqual([
      "wave 4, management-cert-manager-config: ExternalSecret cloudflare-api-token needs ClusterSecretStore vault (spec.secretStoreRef), which management-external-secrets-config of wave 4 brings",
      "wave 4, management-cert-manager-config: ClusterIssuer letsencrypt-production needs CustomResourceDefinition cert-manager.io/v1/ClusterIssuer (apiVersion), which management-cert-manager of wave 4 brings",
      "wave 4, management-cert-manager-config: ClusterIssuer letsencrypt-staging needs CustomResourceDefinition cert-manager.io/v1/ClusterIssuer (apiVersion), which management-cert-manager of wave 4 brings",
    ]);
  });

  it("tells that volumes have no default class yet, and what else the driver brings", () => {
    const findings = simulate(moved(treeOf("management"), "management-longhorn", 6));
    expect(findings).toEqual([
      "wave 6, management-harbor: chart harbor needs StorageClass (default) (PersistentVolumeClaim harbor-registry, spec), which management-longhorn of wave 6 brings",
      "wave 6, management-harbor: StatefulSet database needs StorageClass (default) (spec.volumeClaimTemplates), which management-longhorn of wave 6 brings",
      "wave 6, management-kube-prometheus-stack: chart kube-prometheus-stack needs StorageClass (default) (prometheus.prometheusSpec.storageSpec.volumeClaimTemplate), which management-longhorn of wave 6 brings",
      "wave 6, management-loki: chart loki needs StorageClass (default) (StatefulSet loki, spec.volumeClaimTemplates), which management-longhorn of wave 6 brings",
      "wave 6, management-longhorn-config: RecurringJob backup-daily needs CustomResourceDefinition longhorn.io/v1beta2/RecurringJob (apiVersion), which management-longhorn of wave 6 brings",
    ]);
  });

  it("tells that the kinds of monitors come too late", () => {
    expect(simulate(moved(treeOf("edge"), "edge-prometheus-operator-crds", 1))).toEqual([
      "wave 1, edge-cilium: chart cilium needs CustomResourceDefinition monitoring.coreos.com/v1/ServiceMonitor (ServiceMonitor cilium-agent, apiVersion), which edge-prometheus-operator-crds of wave 1 brings",
    ]);
  });

  it("tells that a namespace and an issuer come too late", () => {
    expect(simulate(moved(treeOf("local"), "local-namespaces", 1))).toEqual([
      "wave 1, local-cert-manager: chart cert-manager needs Namespace cert-manager (Service cert-manager, metadata.namespace), which local-namespaces of wave 1 brings",
      ...[
        ["cert-manager", "default-deny"],
        ["cert-manager-cainjector", "default-deny"],
        ["cert-manager-webhook", "allow-cert-manager-webhook"],
        ["cert-manager-webhook", "default-deny"],
      ].map(
        ([workload, policy]) =>
          `wave 1, local-cert-manager: Deployment ${workload} runs before NetworkPolicy ${policy} holds`,
      ),
    ]);
    expect(simulate(moved(treeOf("local"), "local-cert-manager-config", 3))).toEqual(
      [
        "argo-cd: Ingress argocd-server",
        "portfolio-site-staging: Ingress portfolio-site",
        "traefik-config: Certificate wildcard",
        "vulnerability-scanner-staging: Ingress frontend",
      ].map(
        (object) =>
          `wave 3, local-${object} needs ClusterIssuer local-authority (${object.includes("Ingress") ? "metadata.annotations.cert-manager.io/cluster-issuer" : "spec.issuerRef"}), which local-cert-manager-config of wave 3 brings`,
      ),
    );
  });

  it("tells that pods would run before a policy holds for them", () => {
    const findings = simulate(moved(treeOf("production"), "production-network-policies", 6));
    const early = [
      "wave 3, production-metallb: DaemonSet metallb-speaker",
      "wave 3, production-metallb: Deployment metallb-controller",
      "wave 4, production-cert-manager: Deployment cert-manager",
      "wave 4, production-cert-manager: Deployment cert-manager-cainjector",
      "wave 4, production-cert-manager: Deployment cert-manager-webhook",
      "wave 6, production-external-dns: Deployment external-dns",
    ];
    expect(findings.toSorted()).toEqual(
      early
        .flatMap((pods) =>
          ["CiliumNetworkPolicy allow-api-server", "NetworkPolicy default-deny-egress"].map(
            (policy) => `${pods} runs before ${policy} holds`,
          ),
        )
        .toSorted(),
    );
  });

  it("tells that a project comes with its Applications, or never", () => {
    const tree = treeOf("edge");
    const project = "edge-sealed-secrets";
    expect(simulate(moved(tree, project, 5, "AppProject"))).toEqual([
      "wave 5, edge-sealed-secrets: needs AppProject edge-sealed-secrets, which comes in wave 5",
    ]);
    const rootObjects = tree.rootObjects.filter(
      ({ kind, metadata }) => kind !== "AppProject" || metadata.name !== project,
    );
    expect(simulate({ ...tree, rootObjects })).toEqual([
      "wave 5, edge-sealed-secrets: needs AppProject edge-sealed-secrets, which no earlier wave brings",
    ]);
  });

  it.each([
    ["ClusterIssuer letsencrypt-production", "management-cert-manager-config", 6],
    ["Namespace traefik", "management-namespaces", 5],
    ["ExternalSecret grafana-admin", "management-kube-prometheus-stack", 1],
    ["IPAddressPool lan", "management-metallb-config", 2],
    ["ServiceAccount vault-auth", "management-external-secrets", 2],
  ])("tells who misses %s when nothing brings it", (title, name, count) => {
    const tree = changed(treeOf("management"), name, ({ objects }) => {
      const left = objects.filter(({ kind, metadata }) => `${kind} ${metadata.name}` !== title);
      expect(left).toHaveLength(objects.length - 1);
      return left;
    });
    const findings = simulate(tree);
    expect(findings).toHaveLength(count);
    for (const finding of findings) expect(finding).toMatch(/ needs .+, which nothing brings$/);
  });

  it("tells that a child has waves of its own, in the middle of which it would look healthy", () => {
    const annotations = { "argocd.argoproj.io/sync-wave": "1" };
    const tree = changed(treeOf("edge"), "edge-namespaces", ({ objects }) =>
      objects.map((object) => ({ ...object, metadata: { ...object.metadata, annotations } })),
    );
    expect(simulate(tree)).toContain(
      "wave 1, edge-namespaces: Namespace traefik has a wave of its own",
    );
  });

  it("tells that a custom resource comes in one sync with its controller, whose webhook would refuse it", () => {
    const tree = treeOf("edge");
    const pools = tree.children.find(
      ({ application }) => application.metadata.name === "edge-metallb-config",
    )!;
    const merged = changed(tree, "edge-metallb", () => pools.objects);
    expect(simulate(merged)).toEqual([
      "wave 3, edge-metallb: IPAddressPool lan is of a kind whose controller comes in the same sync (apiVersion)",
      "wave 3, edge-metallb: L2Advertisement lan is of a kind whose controller comes in the same sync (apiVersion)",
    ]);
  });

  it("reads a version that the chart does not serve as a kind that is missing", () => {
    const tree = changed(treeOf("edge"), "edge-metallb-config", ({ objects }) =>
      objects.map((object) => ({ ...object, apiVersion: "metallb.io/v1" })),
    );
    expect(simulate(tree)[0]).toContain(
      "needs CustomResourceDefinition metallb.io/v1/IPAddressPool (apiVersion), which nothing brings",
    );
  });
});
