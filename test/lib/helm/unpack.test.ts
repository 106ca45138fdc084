import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { AnyDefinition } from "../../../lib/model/definition.ts";
import { inputsOf } from "../../../lib/helm/record/inputs.ts";
import { place } from "../../../lib/helm/place.ts";
import { objectsOf } from "../../../lib/helm/cache/placed.ts";
import type { FoundChart, FoundCharts } from "../../../lib/helm/request.ts";
import { chartRequests, rendersCharts } from "../../../lib/helm/request.ts";
import { importedChart } from "../../../lib/kubernetes/chart.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { plan, planCluster } from "../../../lib/plan.ts";
import { foundCharts } from "../../support/charts.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { deployment, ingress, service } from "../../support/objects.ts";

const rendered = { charts: { delivery: "rendered" } } as const;
const pool = {
  apiVersion: "metallb.io/v1beta1",
  kind: "IPAddressPool",
  metadata: { name: "lan" },
  spec: { addresses: ["10.0.0.110-10.0.0.119"] },
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "ipaddresspools.metallb.io" },
  spec: {
    group: "metallb.io",
    names: { kind: "IPAddressPool", plural: "ipaddresspools" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object" } },
      },
    ],
  },
};
const printed = [definition, deployment(), service(), ingress()] as unknown as Manifest[];

/** Component "balancer" with a chart and an object of the chart's kind. */
function home(
  change: Omit<Partial<AnyDefinition>, "objects" | "needs" | "provides"> = {},
  cluster: Partial<Cluster> = rendered,
) {
  const balancer = component("balancer", {
    objects: [pool],
    chart: "metallb",
    values: () => ({}),
    ...change,
  });
  return fleetOf({
    objects: [],
    components: [balancer],
    cluster: { ...cluster, charts: cluster.charts && { ...cluster.charts, except: ["authority"] } },
  });
}

/** What is rendered for it, as it stands in the cluster, beside what the records say of other charts. */
function placed(objects = printed, fleet = home()): FoundCharts {
  const [request] = chartRequests(fleet);
  const chart = place({ objects }, request!);
  const own: FoundChart = { objects: objectsOf(chart), hasDeleteHook: chart.hasDeleteHook };
  return new Map([...foundCharts(fleet.clusters), ["home/balancer", own]]);
}

const all = placed();

describe("a chart that is rendered at synth", () => {
  it("is asked for with what its output depends on", () => {
    const [request, ...others] = chartRequests(home());
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      place: "home/balancer",
      releaseName: "balancer",
      namespace: "balancer",
      kubernetesVersion: "v1.36.2",
    });
    expect(request!.apiVersions).toContain("metallb.io/v1beta1/IPAddressPool");
    expect(request!.apiVersions).toContain("cert-manager.io/v1");
  });

  it("is not asked for where Argo CD renders it", () => {
    expect(chartRequests(home({}, {}))).toEqual([]);
  });

  it("becomes plain objects of the component's namespace, with no chart in the Application", () => {
    const { files, problems } = plan(home(), all);
    expect(problems).toEqual([]);
    const own = files.filter(({ path }) => path.includes("/balancer/"));
    expect(own.map(({ path }) => path.split("/").at(-1))).toEqual([
      "CustomResourceDefinition-ipaddresspools.metallb.io.yaml",
      "Deployment-web.yaml",
      "Ingress-web.yaml",
      "Service-web.yaml",
    ]);
    expect(own[1]!.content).toContain("  namespace: balancer\n");
    const application = files.find(({ path }) => path.endsWith("/apps/balancer.yaml"))!;
    expect(application.content).not.toContain("chart:");
  });

  it("stays whole, and custom resources of its kinds wait for its workloads as they did before", () => {
    const applications = (cluster: Cluster) =>
      planCluster(cluster, all)
        .applications.filter(({ component: { name } }) => name === "balancer")
        .map(({ name, manifests }) => [name, manifests.map(({ kind }) => kind).sort()]);
    expect(applications(home().clusters[0]!)).toEqual([
      ["balancer", ["CustomResourceDefinition", "Deployment", "Ingress", "Service"]],
      ["balancer-config", ["IPAddressPool"]],
    ]);
    expect(applications(home({}, {}).clusters[0]!)).toEqual([
      ["balancer", []],
      ["balancer-config", ["IPAddressPool"]],
    ]);
  });

  it("makes nothing that its component says to come at run time alone", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "key" } };
    const storage = {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "fast" },
      provisioner: "house.example/driver",
    };
    const found = placed([...printed, secret, storage]);
    const atRunTime = {
      kinds: true,
      secrets: { key: ["a"], other: ["b"] },
      services: { web: { ports: { http: 80 } } },
      storageClasses: { fast: "Immediate" },
    } as const;
    const issues = [
      'Service "web"',
      'Secret "key"',
      'StorageClass "fast"',
      'CustomResourceDefinition "ipaddresspools.metallb.io"',
    ].map(
      (title) => `atRunTime names ${title}, which the chart makes itself; take it out of atRunTime`,
    );
    for (const delivery of [rendered, {}]) {
      const { problems } = plan(home({ atRunTime }, delivery), found);
      expect(problems.map(({ message }) => message)).toEqual(issues);
    }
    expect(plan(home({ atRunTime: { secrets: { other: ["b"] } } }), found).problems).toEqual([]);
  });

  it("has its references ordered and checked like everything else", () => {
    const broken = [deployment({ pod: { serviceAccountName: "nobody" } })] as unknown as Manifest[];
    const { problems } = plan(home(), placed([definition, ...broken] as Manifest[]));
    expect(problems.map(({ message }) => message)).toEqual([
      'Deployment "web" spec.template.spec.serviceAccountName names ServiceAccount "nobody", which nothing in namespace balancer makes; add it or correct the name',
    ]);
  });

  it("brings no Secret with a value, unless it is said to hold none", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "settings" } };
    const holding = (text: string) =>
      placed([...printed, { ...secret, data: { "a.ini": btoa(text) } }]);
    const messages = (fleet: ReturnType<typeof home>, made: FoundCharts) =>
      plan(fleet, made).problems.map(({ message }) => message);
    expect(messages(home(), holding("color=blue"))).toEqual([
      'Secret "settings" carries its value in data; ask the secret store for it with scope.secret(...)',
    ]);
    const plain = home({ plainSecrets: ["settings"] });
    expect(messages(plain, holding("color=blue"))).toEqual([]);
    expect(
      messages(plain, holding("password=ghp_0123456789abcdefghijABCDEFGHIJ012345")),
    ).toHaveLength(1);
  });

  it("tells of changes that have no target, and of changes where Argo CD renders the chart", () => {
    const changes = { drop: ["Deployment/wep"] };
    const [request] = chartRequests(home({ changes }));
    expect(place({ objects: printed }, request!).issues).toEqual([
      'drop names Deployment/wep, but the chart makes no such object; did you mean "Deployment/web"?',
    ]);
    expect(problemsOf(home({ changes }, {}))).toEqual([
      'home/balancer: drop of chart metallb needs the chart rendered, but Argo CD renders it here; set its delivery to "rendered", or use a value of the chart',
    ]);
  });

  it("goes by the files of a directory of the repository, whoever renders it", () => {
    const { version, appVersion, crds } = importedChart("metallb")!;
    const chart = { name: "metallb", path: "test/fixtures/shop", version, appVersion, crds };
    for (const cluster of [{}, rendered]) {
      const fleet = home({ chart }, cluster);
      expect(rendersCharts(fleet)).toBe(true);
      const asked = [...chartRequests(fleet), ...chartRequests(fleet, "helm")];
      const request = asked.find(({ place: at }) => at === "home/balancer")!;
      expect(request).toMatchObject({
        chart,
        content: expect.stringMatching(/^sha256:/) as string,
      });
      expect(inputsOf(request)).not.toBe(inputsOf({ ...request, content: "sha256:other" }));
    }
  });
});
