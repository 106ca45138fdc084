import { describe, expect, it } from "vitest";
import { ciliumNetwork } from "../../../charts/parts/cilium-policies.ts";
import { ciliumKinds } from "../../../charts/parts/kinds/cilium.ts";
import { prometheusKinds } from "../../../charts/parts/kinds/prometheus.ts";
import { traefikKinds } from "../../../charts/parts/kinds/traefik.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { Traffic } from "../../../lib/model/traffic.ts";
import { foundCharts, overridden, planOf } from "../../support/charts.ts";
import type { Change } from "../../support/fleet.ts";
import { component, fleetOf, k3sBut } from "../../support/fleet.ts";
import { deployment, ingress, object, service } from "../../support/objects.ts";
import { plan } from "../../../lib/plan.ts";

/** The policies of cluster "home", by namespace and name. */
function policiesOf(change: Change = {}): Record<string, Manifest> {
  const fleet = fleetOf({ ...change, cluster: { defaultDeny: true, ...change.cluster } });
  const { components } = planOf(fleet.clusters[0]!);
  const made = components
    .filter(({ placement }) => placement === undefined)
    .flatMap(({ manifests }) => manifests.filter(({ kind }) => kind.endsWith("NetworkPolicy")));
  return Object.fromEntries(
    made.map((one) => [`${one.metadata.namespace}/${kindOf(one)}${one.metadata.name}`, one]),
  );
}

function kindOf({ kind }: Manifest): string {
  return kind === "NetworkPolicy" ? "" : `${kind}/`;
}

function specOf(change: Change, name: string): unknown {
  return policiesOf(change)[name]?.["spec"];
}

const from = (namespace: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});
const own = { podSelector: {} };
const port = (of: number | string, protocol = "TCP") => ({ port: of, protocol });
const pods = { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"] };

describe("default deny", () => {
  it("lets in who serves the Ingress, at the port behind the Service, and says why", () => {
    const found = policiesOf();
    expect(Object.keys(found)).toEqual([
      "app/default-deny",
      "app/allow-web",
      "authority/default-deny",
    ]);
    expect(found["app/default-deny"]!["spec"]).toEqual({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [own] }],
    });
    expect(found["app/allow-web"]).toMatchObject({
      metadata: {
        annotations: { "kubernetes.io/description": 'Ingress "web" leads to Service "web"' },
      },
      spec: { ...pods, ingress: [{ from: [from("kube-system")], ports: [port("http")] }] },
    });
  });

  it("is left out of a cluster, and of the namespaces that it excepts", () => {
    expect(policiesOf({ cluster: { defaultDeny: false } })).toEqual({});
    const found = policiesOf({ cluster: { openNamespaces: ["app"] } });
    expect(Object.keys(found)).toEqual(["authority/default-deny"]);
  });

  it("leaves kube-system and the namespace of the pods' network alone", () => {
    const network = component("network", { provides: { cni: {} }, objects: [deployment()] });
    const system = component("agent", { namespace: "kube-system", objects: [deployment()] });
    const cluster = { kubernetes: k3sBut("flannel") };
    const found = Object.keys(
      policiesOf({ cluster: { ...cluster }, components: [network, system] }),
    );
    expect(found.filter((name) => /^(network|kube-system)\//.test(name))).toEqual([]);
  });

  it("closes default once pods stand there, and an environment without any in both directions", () => {
    const stray = component("stray", { namespace: "default", objects: [deployment()] });
    const found = policiesOf({ components: [stray], cluster: { environments: { staging: {} } } });
    expect(found["default/default-deny"]).toBeDefined();
    expect(found["staging/default-deny"]!["spec"]).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      egress: [{ ports: [port(53, "UDP"), port(53)] }],
    });
  });
});

describe("a way is found", () => {
  const monitor = object("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
    spec: { selector: { matchLabels: { app: "web" } }, endpoints: [{ port: "http" }] },
  });
  const watching = component("watch", {
    namespace: "watch",
    provides: ["metrics"],
    chart: "prometheus-operator-crds",
    kinds: prometheusKinds,
  });
  const hook = (kind: string) =>
    object("admissionregistration.k8s.io/v1", kind, "web", {
      webhooks: [
        {
          name: "web.house.example",
          clientConfig: { service: { name: "web", namespace: "app", port: 80 } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
        },
      ],
    });
  const route = object("traefik.io/v1alpha1", "IngressRoute", "web", {
    spec: {
      routes: [
        { kind: "Rule", match: "Host(`a.house.example`)", services: [{ name: "web", port: 80 }] },
      ],
    },
  });
  const open = [{ ports: [port("http")] }];

  it.each([
    ["behind a Service of type LoadBalancer", [service({ type: "LoadBalancer" })], open],
    ["behind a Service of type NodePort", [service({ type: "NodePort" })], open],
    ["for a webhook", [service(), hook("ValidatingWebhookConfiguration")], open],
    [
      "for an API that the pods serve",
      [
        service(),
        object("apiregistration.k8s.io/v1", "APIService", "v1.house.example", {
          spec: { group: "house.example", service: { name: "web", namespace: "app", port: 80 } },
        }),
      ],
      open,
    ],
    ["for who scrapes", [service(), monitor], [{ from: [from("watch")], ports: [port("http")] }]],
    [
      "for a route of another kind",
      [service(), route],
      [{ from: [from("kube-system")], ports: [port("http")] }],
    ],
  ])("%s", (_, objects, rules) => {
    const routing = component("routing", { chart: "traefik", kinds: traefikKinds });
    const spec = specOf(
      { objects: [deployment(), ...objects], components: [watching, routing] },
      "app/allow-web",
    );
    expect(spec).toEqual({ ...pods, ingress: rules });
  });

  it("to a port of the node, and from who has the address of a Service", () => {
    const container = { ports: [{ name: "http", containerPort: 8080, hostPort: 80 }] };
    expect(specOf({ objects: [deployment({ container })] }, "app/allow-web")).toEqual({
      ...pods,
      ingress: [{ ports: [port(8080)] }],
    });
    const env = [{ name: "API", value: "http://web.app.svc.cluster.local:80/x" }];
    const client = component("client", {
      objects: [deployment({ name: "client", labels: { app: "web" }, container: { env } })],
    });
    expect(
      specOf({ objects: [deployment(), service()], components: [client] }, "app/allow-web"),
    ).toEqual({
      ...pods,
      ingress: [{ from: [from("client")], ports: [port("http")] }],
    });
  });

  it("from no name that only looks like the address of a Service", () => {
    const env = [
      { name: "HOST", value: "web.app.house.example" },
      { name: "OTHER", value: "www.web.app" },
    ];
    const client = component("client", {
      objects: [deployment({ name: "client", labels: { app: "web" }, container: { env } })],
    });
    const found = policiesOf({ objects: [deployment(), service()], components: [client] });
    expect(found["app/allow-web"]).toBeUndefined();
  });

  it("from everywhere, where what serves the Ingress stands in the network of its node", () => {
    const front = component("front", {
      provides: ["ingress"],
      objects: [deployment({ name: "front", kind: "DaemonSet", pod: { hostNetwork: true } })],
    });
    const spec = specOf(
      { components: [front], cluster: { kubernetes: k3sBut("traefik") } },
      "app/allow-web",
    );
    expect(spec).toEqual({ ...pods, ingress: [{ ports: [port("http")] }] });
  });
});

describe("pods with policies of their own", () => {
  const guard = object("networking.k8s.io/v1", "NetworkPolicy", "web", {
    spec: {
      podSelector: { matchLabels: { app: "web" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [from("kube-system")] }],
    },
  });

  it("are left to them, and their namespace goes nowhere but to names", () => {
    const found = policiesOf({ objects: [deployment(), service(), ingress(), guard] });
    expect(Object.keys(found)).toEqual(["app/default-deny", "authority/default-deny"]);
    expect(found["app/default-deny"]!["spec"]).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      egress: [{ ports: [port(53, "UDP"), port(53)] }],
    });
  });

  it("are not opened to others of their namespace, who are found one by one", () => {
    const labels = { app: "beside" };
    const beside = component("beside", {
      namespace: "app",
      objects: [
        deployment({ name: "beside", labels, spec: { selector: { matchLabels: labels } } }),
      ],
    });
    const found = policiesOf({ objects: [deployment(), guard], components: [beside] });
    expect(found["app/default-deny"]!["spec"]).toEqual({
      podSelector: {},
      policyTypes: ["Ingress"],
    });
    expect(found["app/allow-beside"]!["spec"]).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress"],
      ingress: [{ from: [own] }],
    });
  });
});

describe("what is said of traffic", () => {
  const said = (traffic: Traffic, cluster: Change["cluster"] = {}): Change => ({
    app: { traffic },
    objects: [deployment()],
    cluster,
  });

  it("opens nothing to what scrapes metrics where nothing does, and goes on", () => {
    const change = said({ from: [{ who: "metrics", ports: ["http"], why: "it is asked" }] });
    const fleet = fleetOf({ ...change, cluster: { defaultDeny: true, ...change.cluster } });
    expect(plan(fleet, foundCharts(fleet.clusters)).problems).toEqual([]);
    expect(specOf(change, "app/default-deny")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [own] }],
    });
  });

  it("opens who comes in, for all pods where the namespace is the component's own", () => {
    const change = said({
      from: [
        { namespace: "kube-system", ports: [9000, "53/UDP"], why: "it asks" },
        { cidr: "10.0.0.0/24", why: "the house comes in" },
        { who: "nodes", ports: [9443], why: "the API server calls" },
      ],
    });
    expect(specOf(change, "app/default-deny")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        { from: [own] },
        { ports: [port(9443)] },
        { from: [{ ipBlock: { cidr: "10.0.0.0/24" } }] },
        { from: [from("kube-system")], ports: [port(9000), port(53, "UDP")] },
      ],
    });
  });

  it("closes where pods go, once it says all of it", () => {
    const change = said({
      to: [
        { who: "api-server" },
        { who: "nodes" },
        { who: "internet" },
        { namespace: "kube-system", ports: [80] },
        { pods: { app: "db" }, ports: [5432] },
        { cidr: "10.0.0.9/32" },
      ],
    });
    expect(specOf(change, "app/default-deny")).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      egress: [
        { ports: [port(53, "UDP"), port(53)] },
        { to: [own] },
        { to: [{ ipBlock: { cidr: "10.0.0.10/32" } }], ports: [port(6443)] },
        { to: [{ ipBlock: { cidr: "10.43.0.1/32" } }], ports: [port(443)] },
        { to: [10, 11, 12].map((one) => ({ ipBlock: { cidr: `10.0.0.${one}/32` } })) },
        {
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
              },
            },
          ],
        },
        { to: [from("kube-system")], ports: [port(80)] },
        {
          to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "db" } } }],
          ports: [port(5432)],
        },
        { to: [{ ipBlock: { cidr: "10.0.0.9/32" } }] },
      ],
    });
  });

  it("leaves where pods go open as long as one component of the namespace does not say it", () => {
    const beside = component("beside", { namespace: "app", objects: [deployment({ name: "b" })] });
    const { components: _, ...change } = said({ to: [] });
    const spec = specOf({ ...change, components: [beside] }, "app/default-deny");
    expect(spec).toMatchObject({ policyTypes: ["Ingress"] });
  });

  it("is said in words of the network's own where it has some", () => {
    const network = component("network", {
      namespace: "kube-system",
      provides: { cni: ciliumNetwork },
      chart: "cilium",
      kinds: ciliumKinds,
    });
    const change = {
      ...said({ to: [{ who: "nodes" }, { who: "api-server" }] }, { kubernetes: k3sBut("flannel") }),
      components: [network],
    };
    const found = policiesOf(change);
    expect(found["app/CiliumNetworkPolicy/allow-api-server-and-nodes"]!["spec"]).toEqual({
      endpointSelector: {},
      egress: [{ toEntities: ["kube-apiserver", "host", "remote-node"] }],
    });
    expect(JSON.stringify(found["app/default-deny"])).not.toContain("ipBlock");
  });

  it("by a placement adds to what the component says", () => {
    const placed: AnyPlacement = overridden(
      component("tool", {
        objects: [deployment()],
        traffic: { to: [{ who: "api-server" }] },
      }),
      { traffic: { from: [{ who: "anyone", why: "all may" }], to: [{ who: "internet" }] } },
    );
    expect(specOf({ components: [placed] }, "tool/default-deny")).toMatchObject({
      ingress: [{ from: [own] }, {}],
      egress: [{}, {}, { ports: [port(6443)] }, { ports: [port(443)] }, {}],
    });
  });
});

describe("the order", () => {
  it("has policies with the namespaces, before every pod", () => {
    const fleet = fleetOf({ cluster: { defaultDeny: true } });
    expect(plan(fleet, foundCharts(fleet.clusters)).problems).toEqual([]);
    const { applications } = planOf(fleet.clusters[0]!);
    const found = applications.find(({ name }) => name === "namespaces")!;
    const app = applications.find(({ name }) => name === "app")!;
    expect(found.manifests.map(titleOf)).toContain('NetworkPolicy "default-deny"');
    expect(found.wave).toBeLessThan(app.wave);
    expect(app.needs.get(found)!.map(({ reason }) => reason)).toContain(
      'NetworkPolicy "allow-web" applies to its pods',
    );
  });

  it("has what refuses and what opens together, where that waits for the network's own kinds", () => {
    const network = component("network", {
      namespace: "kube-system",
      provides: { cni: ciliumNetwork },
      chart: "cilium",
      kinds: ciliumKinds,
      objects: [deployment({ pod: { hostNetwork: true } })],
    });
    const fleet = fleetOf({
      cluster: { defaultDeny: true, kubernetes: k3sBut("flannel") },
      app: { traffic: { to: [{ who: "api-server" }] } },
      components: [network],
    });
    const { applications } = planOf(fleet.clusters[0]!);
    const waves = Object.fromEntries(applications.map(({ name, wave }) => [name, wave]));
    const late = applications.find(({ name }) => name === "network-policies")!;
    expect(late.manifests.map(titleOf)).toEqual([
      'NetworkPolicy "default-deny-egress"',
      'CiliumNetworkPolicy "allow-api-server"',
    ]);
    expect(waves["network"]).toBeLessThan(late.wave);
    expect(late.wave).toBeLessThan(waves["app"]!);
  });
});
