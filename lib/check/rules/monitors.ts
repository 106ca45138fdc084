import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../plan.ts";
import type { Problem } from "../../problem.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Labelled, LabelIndex, LabelSelector } from "../support/labels.ts";
import { indexByNamespace, meantLabels, showSelector } from "../support/labels.ts";
import { isNamespace } from "./namespaces.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";
import { portNames } from "./selectors.ts";
import { didYouMean } from "../../words.ts";
import { unseenNamespaces } from "../support/unseen.ts";
import { workloadsOf } from "../support/workloads.ts";

/** What a monitor can select: a Service, or the pods of a workload. */
interface Target extends Labelled {
  readonly manifest: Manifest;
  readonly pods?: PodTemplate;
}

type Targets = ReadonlyMap<string, LabelIndex<Target>>;

interface Endpoint {
  readonly port?: string;
}

interface MonitorSpec {
  readonly selector: LabelSelector;
  readonly namespaceSelector: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints: readonly Endpoint[];
  readonly podMetricsEndpoints: readonly Endpoint[];
}

/** A ServiceMonitor finds a Service and a PodMonitor finds pods, with the ports that they scrape. */
export function* monitors(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const found: [Manifest, string][] = [];
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (manifest.kind === "ServiceMonitor" || manifest.kind === "PodMonitor")
        found.push([manifest, name]);
    }
  }
  if (found.length === 0) return;
  const [services, pods]: readonly [Targets, Targets] = [servicesOf(plan), workloadsOf(plan)];
  const unseen = unseenNamespaces(plan);
  for (const [monitor, component] of found) {
    const namespaces = [...new Set(namespacesOf(monitor, plan))];
    const isKnown = !namespaces.some((name) => unseen.has(name) || !isNamespace(plan.index, name));
    const message =
      monitor.kind === "PodMonitor"
        ? monitorIssue(monitor, "podMetricsEndpoints", namespaces, pods, isKnown)
        : monitorIssue(monitor, "endpoints", namespaces, services, isKnown);
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
  field: "endpoints" | "podMetricsEndpoints",
  namespaces: readonly string[],
  targets: Targets,
  isKnown: boolean,
): string | undefined {
  const { selector, namespaceSelector, [field]: endpoints = [] } = specOf<MonitorSpec>(monitor);
  if (!selector) return undefined;
  const local = namespaces.flatMap((name) => targets.get(name) ?? []);
  const selected = local.flatMap((index) => index.select(selector));
  if (selected.length === 0) {
    if (!isKnown) return undefined;
    const labels = local.flatMap(({ all }) => all.map((target) => target.labels));
    const meant = meantLabels(selector, labels);
    const what = field === "endpoints" ? "Service" : "pods";
    const where = namespaceSelector?.any ? "any namespace" : `namespace ${listed(namespaces)}`;
    return `spec.selector ${showSelector(selector) || "{}"} selects no ${what} in ${where}; ${meant ?? "correct the labels"}`;
  }
  const ports = selected.flatMap(portsOf);
  for (const [i, { port }] of endpoints.entries()) {
    if (port === undefined || ports.includes(port)) continue;
    return `spec.${field}[${i}].port is "${port}", but ${titleOf(selected[0]!.manifest)} has ${listed(ports) || "no named port"}; ${didYouMean(port, ports) ?? "name one of its ports"}`;
  }
  return undefined;
}
