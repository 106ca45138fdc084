import { ApiObject } from "cdk8s";
import { k3s } from "../../../charts/distributions/k3s.ts";
import type { Capability } from "../../../lib/model/capability.ts";
import type { ArchivedChart, ImportedChart } from "../../../lib/kubernetes/chart.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import type { AnyDefinition } from "../../../lib/model/definition.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { Application } from "../../../lib/order/applications.ts";
import { orderCluster } from "../../../lib/order/applications.ts";
import { scopeOfKind } from "../../../lib/kubernetes/kinds.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import { renderComponents } from "../../../lib/build/render.ts";
import { podLevels } from "../../../lib/check/support/pod-levels.ts";
import { renderNamespaces } from "../../../lib/build/namespaces.ts";
import { unpack } from "../../../lib/helm/unpack.ts";
import type { ChartChanges, IgnoredDifference } from "../../../lib/model/release.ts";
import type { RunTime } from "../../../lib/model/run-time.ts";
import type { Makes } from "../../support/charts.ts";
import { foundCharts, withMade } from "../../support/charts.ts";
import type { SecretRequest } from "../../../lib/model/secret.ts";
import { defineSite } from "../../../lib/model/site.ts";

export const tinySite = defineSite({
  domain: "house.example",
  email: "admin@house.example",
  networks: { lan: { cidr: "10.1.0.0/24", gateway: "10.1.0.1", dns: ["10.1.0.1"] } },
  hosts: {},
  machines: {},
  reserved: {},
});

export function tinyNode(name: string, more: Partial<Node> = {}): Node {
  return {
    name,
    role: "control-plane",
    address: "10.1.0.10",
    architecture: "amd64",
    cpu: 4,
    memory: "8Gi",
    disks: { os: { size: "50Gi" } },
    ...more,
  };
}

/** One node and nothing that the distribution brings. */
export function tinyCluster(
  components: readonly AnyPlacement[],
  more: Partial<Cluster> = {},
): Cluster {
  return {
    name: "tiny",
    site: tinySite,
    network: "lan",
    kubernetes: { distribution: k3s, version: "v1.36.2+k3s1", bundled: [] },
    endpoint: "10.1.0.10",
    nodes: [tinyNode("one")],
    podCidr: "10.2.0.0/16",
    serviceCidr: "10.3.0.0/16",
    domain: "tiny.house.example",
    argocd: "self",
    revision: "pinned",
    environments: {},
    defaultDeny: false,
    components,
    ...more,
  };
}

export function tinyChart(name: string, ...kinds: readonly string[]): ArchivedChart {
  return {
    name,
    repository: "https://charts.example",
    version: "1.0.0",
    appVersion: "1.0.0",
    crds: kinds.map((entry) => {
      const [group = "", kind = ""] = entry.split("/");
      return {
        group,
        kind,
        plural: `${kind.toLowerCase()}s`,
        scope: kind.startsWith("Cluster") ? "Cluster" : "Namespaced",
        versions: ["v1"],
        bytes: 1000,
      };
    }),
  };
}

/** A Kubernetes object in short. */
export interface Thing {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** A chart of a component, with what it makes in short. */
export interface TinyRelease extends Makes {
  readonly chart: ImportedChart;
  readonly name?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly changes?: ChartChanges;
  readonly ignoreDifferences?: readonly IgnoredDifference[];
  readonly atRunTime?: RunTime;
}

interface Parts extends Partial<
  Pick<AnyDefinition, "namespace" | "podSecurity" | "layer" | "kinds" | "atRunTime">
> {
  readonly provides?: readonly Capability[];
  readonly needs?: Readonly<Partial<Record<Capability, string>>>;
  readonly things?: readonly Thing[];
  readonly chart?: TinyRelease;
  readonly uses?: Readonly<Partial<Record<Capability, string>>>;
  readonly secrets?: readonly SecretRequest[];
  /** Name of the thing that carries the first capability it provides. */
  readonly carrier?: string;
}

/** A component of these parts, in the namespace `default` unless said otherwise. */
export function component(name: string, parts: Parts): AnyPlacement {
  const { things = [], chart, uses = {}, secrets = [], carrier, provides = [], ...rest } = parts;
  const needs = (parts.needs ?? {}) as Readonly<Record<Capability, string>>;
  const placement = defineComponent({
    layer: "platform",
    namespace: "default",
    ...rest,
    name,
    needs,
    provides: Object.fromEntries(
      provides.map((capability) => [capability, handedOver(capability, rest.namespace)]),
    ) as never,
    ...(chart && {
      chart: chart.chart,
      releaseName: chart.name,
      values: () => chart.values ?? {},
      changes: chart.changes,
      ignoreDifferences: chart.ignoreDifferences,
      atRunTime: chart.atRunTime ?? rest.atRunTime,
    }),
    objects(scope) {
      for (const [capability, reason] of Object.entries(uses))
        scope.use(capability as Capability, reason);
      for (const secret of secrets) scope.secret(secret);
      things.forEach((thing, i) => {
        const object = new ApiObject(scope, String(i), thing);
        if (thing.metadata.name === carrier) scope.provide(provides[0]!, object);
      });
    },
  })() as AnyPlacement;
  return chart ? withMade(placement, chart.chart, chart) : placement;
}

/** A store that makes nothing of what it is asked for; of others, where they stand. */
function handedOver(
  capability: Capability,
  namespace: AnyDefinition["namespace"] = "default",
): object {
  return capability === "secret-store" ? { secret: () => {} } : { namespace };
}

/** Pods of a workload that does nothing. */
export function podsOf(name: string, spec: object = {}): object {
  const labels = { app: name };
  return {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name, image: "a.example/b:1" }], ...spec },
    },
  };
}

export function deployment(name: string, pods: object = {}, metadata: object = {}): Thing {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, ...metadata },
    spec: podsOf(name, pods),
  };
}

export function configMap(name: string, metadata: object = {}): Thing {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data: { a: "b" } };
}

/** A chart with pods and nothing else that anybody knows of. */
export function release(name: string, more: Partial<TinyRelease> = {}): TinyRelease {
  const pods = [{ name, replicas: 1, cpu: "10m", memory: "10Mi" }];
  return { chart: tinyChart(name), values: {}, pods, ...more };
}

/** What `planCluster` makes of a cluster of these components. */
export function planned(components: readonly AnyPlacement[], more?: Partial<Cluster>): ClusterPlan {
  return plannedCluster(tinyCluster(components, more));
}

export function plannedCluster(cluster: Cluster): ClusterPlan {
  const found = foundCharts([cluster]);
  const rendered = renderComponents(cluster, scopeOfKind("1.36")).map((one) => unpack(one, found));
  const all = [...rendered, renderNamespaces(cluster, rendered, podLevels(rendered))];
  return { cluster, components: all, ...orderCluster(all) };
}

export function applicationOf(plan: ClusterPlan, name: string): Application {
  const found = plan.applications.find((application) => application.name === name);
  if (!found) throw new Error(`no Application ${name} in ${Object.keys(wavesOf(plan)).join(", ")}`);
  return found;
}

/** Why an Application needs others: its name to `<object>: <reason>`. */
export function reasonsOf(plan: ClusterPlan, name: string): Record<string, string[]> {
  const { needs } = applicationOf(plan, name);
  return Object.fromEntries(
    [...needs]
      .map(([needed, edges]): [string, string[]] => [
        needed.name,
        edges.map(({ from, reason }) => `${from.title}: ${reason}`),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function wavesOf({ applications }: ClusterPlan): Record<string, number> {
  return Object.fromEntries(applications.map(({ name, wave }) => [name, wave]));
}

/** Application to the titles of the objects in it, the chart among them. */
export function contentsOf({ applications }: ClusterPlan): Record<string, string[]> {
  return Object.fromEntries(
    applications.map(({ name, manifests, release: chart }) => [
      name,
      [
        ...(chart ? [`chart ${chart.chart.name}`] : []),
        ...manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
      ],
    ]),
  );
}
