import { describe, expect, it } from "vitest";
import * as shown from "../../charts/distributions.ts";
import { cilium, longhorn, prometheusAgent } from "../../charts/index.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { defineCluster } from "../../lib/model/cluster.ts";
import type { Distribution, MetricsSource } from "../../lib/model/distribution.ts";
import { hasKubeProxy } from "../../lib/model/distribution.ts";
import { fleetOf, problemsOf } from "../support/fleet.ts";
import { deployment, service } from "../support/objects.ts";
import { tinyCluster, tinyNode } from "../lib/support/tiny.ts";
import { problemsOf as problemsOfComponent, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const distributions = { ...shown };
const all = Object.values(distributions) as readonly Distribution[];
const standard = { cniPrograms: undefined, kubelet: undefined, dataPath: "/mnt/longhorn" };
const endpoint = "10.1.0.10";

function running(
  distribution: Distribution,
  bundled: readonly string[] = [],
  exposes: readonly MetricsSource[] = [],
): Pick<Cluster, "kubernetes"> {
  const version = `v1.36.2${distribution.suffix}`;
  return { kubernetes: { distribution, version, bundled, exposes } };
}

it.each(all)("$name has a fleet of its own without a problem, all parts on and all off", (one) => {
  // Two that serve Ingress objects are an alternative.
  const parts = Object.keys(one.parts).filter((part) => part !== "rke2-ingress-nginx");
  for (const bundled of [parts, []]) {
    const cluster = running(one, bundled);
    const objects = [deployment(), service()];
    expect(problemsOf(fleetOf({ cluster: { ...cluster, ingress: undefined }, objects }))).toEqual(
      [],
    );
  }
});

describe("Cilium without kube-proxy", () => {
  const on = (distribution: Distribution) =>
    valuesOf(renderedIn(cilium({}), [], running(distribution)));

  it.each([
    ["k3s", "127.0.0.1", 6444],
    ["k3d", "127.0.0.1", 6444],
    ["rke2", "localhost", 6443],
    ["kubeadm", endpoint, 6443],
    ["talos", "localhost", 7445],
    ["k0s", endpoint, 6443],
    ["kind", endpoint, 6443],
    ["minikube", "control-plane.minikube.internal", 8443],
  ] as const)("reaches the API server of %s at %s:%i", (name, host, port) => {
    expect(on(distributions[name])).toMatchObject({
      kubeProxyReplacement: "true",
      k8sServiceHost: host,
      k8sServicePort: port,
    });
  });

  it("stands beside it where it cannot be left out, or is not", () => {
    expect(on(distributions.microk8s)).toMatchObject({
      kubeProxyReplacement: "false",
      bpf: { masquerade: false },
    });
    const native = cilium({ performance: "native-dsr" });
    expect(problemsOfComponent(native, running(distributions.microk8s))).toEqual([
      'answers from the serving node only where it stands in for kube-proxy; leave kube-proxy out, or set performance to "tunnel"',
    ]);
    const beside = running(distributions.kubeadm, ["kube-proxy"]);
    const values = valuesOf(renderedIn(cilium({}), [], beside));
    expect(values).toMatchObject({ kubeProxyReplacement: "false" });
    expect(values).not.toHaveProperty("k8sServiceHost");
  });

  it("puts its programs where the kubelet looks, and loads no modules on a locked system", () => {
    const special = all.filter((one) => "cni" in on(one) || "securityContext" in on(one));
    expect(special.map(({ name }) => name)).toEqual(["microk8s", "talos"]);
    expect(on(distributions.microk8s).cni.binPath).toBe("/var/snap/microk8s/current/opt/cni/bin");
    const { ciliumAgent } = on(distributions.talos).securityContext.capabilities;
    expect(ciliumAgent).not.toContain("SYS_MODULE");
    expect(on(distributions.talos).cgroup.autoMount).toEqual({ enabled: false });
  });
});

describe("Longhorn", () => {
  const disks = { os: { size: "50Gi" }, longhorn: { size: "300Gi" } };
  const placement = longhorn({ backupTarget: "s3://backups@home/home", replicas: 1 });

  it.each([
    ["k3s", standard],
    ["kubeadm", standard],
    ["k0s", { ...standard, kubelet: "/var/lib/k0s/kubelet" }],
    ["microk8s", { ...standard, kubelet: "/var/snap/microk8s/common/var/lib/kubelet" }],
    ["talos", { ...standard, dataPath: "/var/mnt/longhorn" }],
  ] as const)("finds kubelet and disks of %s", (name, { kubelet, dataPath }) => {
    const nodes = [tinyNode("one", { disks })];
    const values = valuesOf(renderedIn(placement, [], { ...running(distributions[name]), nodes }));
    expect([values.csi.kubeletRootDir, values.defaultSettings.defaultDataPath]).toEqual([
      kubelet,
      dataPath,
    ]);
    const cluster = { ...tinyCluster([placement]), ...running(distributions[name]), nodes };
    const [node] = defineCluster({ ...cluster, secretsFromBootstrap: {} }).nodes;
    expect(node!.annotations!["node.longhorn.io/default-disks-config"]).toContain(dataPath);
  });
});

describe("metrics of the control plane", () => {
  const sources = ["etcd", "controller-manager", "scheduler", "kube-proxy"] as const;
  const scraped = (distribution: Distribution, exposes: readonly MetricsSource[]): string[] => {
    const cluster = running(distribution, ["kube-proxy"], exposes);
    const agent = prometheusAgent({ sendTo: "https://metrics.house.example/api/v1/write" });
    const rendered = renderedIn(agent, [], cluster);
    const { kubeControllerManager, kubeScheduler, kubeProxy } = valuesOf(rendered);
    return [
      ...(titlesOf(rendered).includes('ScrapeConfig "etcd"') ? ["etcd"] : []),
      ...(kubeControllerManager.enabled ? ["controller-manager"] : []),
      ...(kubeScheduler.enabled ? ["scheduler"] : []),
      ...(kubeProxy.enabled ? ["kube-proxy"] : []),
    ];
  };

  it.each([
    ["k3s", [], ["etcd"]],
    ["k3d", [], []],
    ["rke2", [], sources],
    ["kubeadm", [], sources],
    ["talos", [], sources],
    ["k0s", ["kube-proxy"], ["kube-proxy"]],
    ["microk8s", [], []],
    ["kind", [], sources],
    ["minikube", ["etcd", "kube-proxy"], sources],
  ] as const)("are scraped on %s where others can read them", (name, byItself, exposed) => {
    const one = distributions[name];
    const known = Object.keys(one.metrics) as MetricsSource[];
    expect(scraped(one, [])).toEqual(byItself);
    expect(scraped(one, known)).toEqual(exposed);
  });

  it("are those of the pods of each distribution", () => {
    const agent = prometheusAgent({ sendTo: "https://metrics.house.example/api/v1/write" });
    const proxyOf = (one: Distribution) =>
      valuesOf(renderedIn(agent, [], running(one, ["kube-proxy"], ["kube-proxy"]))).kubeProxy;
    expect(proxyOf(distributions.rke2).service.selector).toEqual({ component: "kube-proxy" });
    expect(proxyOf(distributions.talos).service.selector).toEqual({ "k8s-app": "kube-proxy" });
  });
});

describe("servers", () => {
  const nodes = [tinyNode("server"), tinyNode("worker", { role: "worker", address: "10.1.0.11" })];
  const taintsOf = (one: Distribution, members = nodes) =>
    defineCluster({ ...tinyCluster([]), ...running(one), nodes: members }).nodes[0]!.taints;

  it("take no pods of others where their distribution taints them, unless the data says so", () => {
    const tainted = all.filter((one) => taintsOf(one)).map(({ name }) => name);
    expect(tainted).toEqual(["k0s", "kind", "kubeadm", "talos"]);
    expect(taintsOf(distributions.kind, nodes.slice(0, 1))).toBeUndefined();
    expect(taintsOf(distributions.talos, [tinyNode("server", { taints: [] })])).toEqual([]);
  });

  it("run kube-proxy as long as the part that it is in stays on", () => {
    expect(all.filter((one) => hasKubeProxy(running(one))).map(({ name }) => name)).toEqual([
      "microk8s",
    ]);
    expect(hasKubeProxy(running(distributions.k3s, ["flannel"]))).toBe(true);
  });
});

it.each([
  ["k3s", "v1.36.2+rke2r1", false],
  ["k3s", "v1.36.2-rc1+k3s12", true],
  ["k3s", "v1.36.2", false],
  ["rke2", "v1.36.2+rke2r1", true],
  ["k0s", "v1.36.2+k0s.0", true],
  ["k0s", "v1.36.2+k0s", false],
  ["talos", "v1.36.2", true],
  ["kubeadm", "v1.36.2+k3s1", false],
] as const)("%s tags a release as %s: %s", (name, version, isRight) => {
  const kubernetes = { ...running(distributions[name]).kubernetes, version };
  const objects = [deployment(), service()];
  const problems = problemsOf(
    fleetOf({ cluster: { kubernetes, ingress: undefined }, objects }),
  ).filter((line) => line.includes("no release"));
  expect(problems).toHaveLength(isRight ? 0 : 1);
});
