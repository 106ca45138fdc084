import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { KindFacts } from "../../model/kind.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Labelled, LabelIndex, LabelSelector } from "../../kubernetes/labels.ts";
import { indexByNamespace, meantLabels, showSelector } from "../../kubernetes/labels.ts";
import { isNamespace } from "../support/namespaces.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { unseenNamespaces } from "../support/unseen.ts";
import { portNames, workloadsOf } from "../support/workloads.ts";

/** What a monitor can select: a Service, or the pods of a workload. */
interface Target extends Labelled {
  readonly manifest: Manifest;
  readonly pods?: PodTemplate;
}

type Scrapes = NonNullable<KindFacts["scrapes"]>;

type Targets = ReadonlyMap<string, LabelIndex<Target>>;

interface Endpoint {
  readonly port?: string;
}

interface MonitorSpec {
  readonly selector: LabelSelector;
  readonly namespaceSelector: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly [endpoints: string]: unknown;
}

/** What selects Services or pods to be scraped finds some, with the ports that it names. */
export function* monitors(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const found = components.flatMap(({ name, manifests }) =>
    manifests.flatMap((manifest): [Manifest, Scrapes, string][] =>
      plan.index.kinds
        .of(manifest)
        .flatMap(({ scrapes }) => (scrapes ? [[manifest, scrapes, name]] : [])),
    ),
  );
  if (found.length === 0) return;
  const [services, pods]: readonly [Targets, Targets] = [servicesOf(plan), workloadsOf(plan)];
  const unseen = unseenNamespaces(plan);
  for (const [monitor, { what, endpoints }, component] of found) {
    const namespaces = [...new Set(namespacesOf(monitor, plan))];
    const isKnown = !namespaces.some((name) => unseen.has(name) || !isNamespace(plan.index, name));
    const targets = what === "pods" ? pods : services;
    const message = monitorIssue(monitor, { what, endpoints }, namespaces, targets, isKnown);
    if (message) yield problemAt(cluster, component, `${titleOf(monitor)} ${message}`);
  }
}

/** Every API server makes it. */
const apiServer: [string, Target] = [
  "default",
  {
    manifest: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kubernetes" },
      spec: { ports: [{ name: "https" }] },
    },
    labels: { component: "apiserver", provider: "kubernetes" },
  },
];

function servicesOf({ index }: ClusterPlan): Targets {
  return indexByNamespace([
    apiServer,
    ...index.items.flatMap(({ manifest }): [string, Target][] => {
      if (manifest?.kind !== "Service" || manifest.apiVersion !== "v1") return [];
      const { namespace = "", labels = {} } = manifest.metadata;
      return [[namespace, { manifest, labels }]];
    }),
  ]);
}

function portsOf({ manifest, pods }: Target): readonly string[] {
  if (pods) return portNames(pods);
  const { ports = [] } = specOf<{ ports: readonly { name?: string }[] }>(manifest);
  return ports.flatMap(({ name }) => name ?? []);
}

function namespacesOf(monitor: Manifest, { components }: ClusterPlan): readonly string[] {
  const { namespaceSelector } = specOf<MonitorSpec>(monitor);
  if (namespaceSelector?.any) return components.map(({ namespace }) => namespace);
  const names = namespaceSelector?.matchNames ?? [];
  return names.length > 0 ? names : [monitor.metadata.namespace ?? ""];
}

function monitorIssue(
  monitor: Manifest,
  { what, endpoints: field }: Scrapes,
  namespaces: readonly string[],
  targets: Targets,
  isKnown: boolean,
): string | undefined {
  const { selector, namespaceSelector, [field]: list = [] } = specOf<MonitorSpec>(monitor);
  const endpoints = list as readonly Endpoint[];
  if (!selector) return undefined;
  const local = namespaces.flatMap((name) => targets.get(name) ?? []);
  const selected = local.flatMap((index) => index.select(selector));
  if (selected.length === 0) {
    if (!isKnown) return undefined;
    const labels = local.flatMap(({ all }) => all.map((target) => target.labels));
    const meant = meantLabels(selector, labels);
    const sought = what === "pods" ? "pods" : "Service";
    const where = namespaceSelector?.any ? "any namespace" : `namespace ${listed(namespaces)}`;
    return `spec.selector ${showSelector(selector) || "{}"} selects no ${sought} in ${where}; ${meant ?? "correct the labels"}`;
  }
  const ports = selected.flatMap(portsOf);
  for (const [i, { port }] of endpoints.entries()) {
    if (port === undefined || ports.includes(port)) continue;
    return `spec.${field}[${i}].port is "${port}", but ${titleOf(selected[0]!.manifest)} has ${listed(ports) || "no named port"}; ${didYouMean(port, ports) ?? "name one of its ports"}`;
  }
  return undefined;
}
