import type { Item } from "../graph/item.ts";
import type { Manifest } from "../manifest.ts";
import { titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { PodTemplate } from "../references/pod.ts";
import { didYouMean } from "./declarations.ts";
import { problemAt } from "./rule.ts";

type Labels = Readonly<Record<string, string>>;

interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly unknown[];
}

interface Workload {
  readonly manifest: Manifest;
  readonly pods: PodTemplate;
}

/** Selectors select something, and ports named through them exist. */
export function* selectors({ cluster, index }: ClusterPlan): Iterable<Problem> {
  const workloads = Map.groupBy(
    index.items.filter(isPodMaker),
    ({ manifest }) => manifest.metadata.namespace ?? "",
  );
  const services = index.items
    .filter(({ manifest }) => manifest?.kind === "Service")
    .map(({ manifest }) => manifest!);
  for (const { manifest, component, pods } of index.items) {
    if (!manifest) continue;
    const local = workloads.get(manifest.metadata.namespace ?? "") ?? [];
    for (const message of selectorIssues(manifest, pods, local, services)) {
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
    }
  }
}

function isPodMaker(item: Item): item is Item & Workload {
  return item.manifest !== undefined && item.pods !== undefined;
}

function* selectorIssues(
  manifest: Manifest,
  pods: PodTemplate | undefined,
  local: readonly Workload[],
  services: readonly Manifest[],
): Iterable<string> {
  const spec = (manifest["spec"] ?? {}) as {
    selector?: LabelSelector & Labels;
    podSelector?: LabelSelector;
    endpointSelector?: LabelSelector;
  };
  switch (manifest.kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      if (pods && spec.selector?.matchLabels && !matches(spec.selector.matchLabels, pods.labels)) {
        yield `spec.selector ${show(spec.selector.matchLabels)} does not select its own pods, labelled ${show(pods.labels)}; make them equal`;
      }
      break;
    case "Service":
      if (manifest.apiVersion === "v1" && spec.selector)
        yield* serviceIssues(manifest, spec.selector as Labels, local);
      break;
    case "PodDisruptionBudget":
      yield* selectsNone("spec.selector", spec.selector, local);
      break;
    case "NetworkPolicy":
      yield* selectsNone("spec.podSelector", spec.podSelector, local);
      break;
    case "ServiceMonitor":
      yield* monitorIssues(manifest, services);
      break;
  }
}

function* selectsNone(
  field: string,
  selector: LabelSelector | undefined,
  local: readonly Workload[],
): Iterable<string> {
  const labels = selector?.matchLabels;
  if (!labels || Object.keys(labels).length === 0 || selector.matchExpressions?.length) return;
  if (local.some(({ pods }) => matches(labels, pods.labels))) return;
  yield `${field} ${show(labels)} selects no pods; ${nearestLabels(
    labels,
    local.map(({ pods }) => pods.labels),
  )}`;
}

function* serviceIssues(
  service: Manifest,
  selector: Labels,
  local: readonly Workload[],
): Iterable<string> {
  yield* selectsNone("spec.selector", { matchLabels: selector }, local);
  const selected = local.filter(({ pods }) => matches(selector, pods.labels));
  if (selected.length === 0) return;
  const names = selected.flatMap(({ pods }) =>
    pods.spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? [])),
  );
  const { ports = [] } = service["spec"] as {
    ports?: { name?: string; targetPort?: string | number }[];
  };
  for (const [i, { targetPort }] of ports.entries()) {
    if (typeof targetPort !== "string" || names.includes(targetPort)) continue;
    const known = names.length > 0 ? `name ${names.join(", ")}` : "name none";
    yield `spec.ports[${i}].targetPort is "${targetPort}", but the ports of its pods ${known}; ${didYouMean(targetPort, names) ?? "name the container's port"}`;
  }
}

/** Services of charts are not known here, so only a namespace's own objects can prove a monitor wrong. */
function* monitorIssues(monitor: Manifest, services: readonly Manifest[]): Iterable<string> {
  const {
    selector,
    namespaceSelector,
    endpoints = [],
  } = monitor["spec"] as {
    selector?: LabelSelector;
    namespaceSelector?: { any?: boolean; matchNames?: readonly string[] };
    endpoints?: readonly { port?: string }[];
  };
  const own = monitor.metadata.namespace ?? "";
  const namespaces = namespaceSelector?.matchNames ?? [own];
  const local = services.filter(
    ({ metadata }) => namespaceSelector?.any || namespaces.includes(metadata.namespace ?? ""),
  );
  const labels = selector?.matchLabels;
  if (!labels || local.length === 0) return;
  const selected = local.filter(({ metadata }) => matches(labels, metadata.labels ?? {}));
  if (selected.length === 0) {
    yield `spec.selector ${show(labels)} selects no Service in ${namespaces.join(", ")}; ${nearestLabels(
      labels,
      local.map(({ metadata }) => metadata.labels ?? {}),
    )}`;
    return;
  }
  const ports = selected.flatMap((service) =>
    ((service["spec"] as { ports?: { name?: string }[] }).ports ?? []).flatMap(
      ({ name }) => name ?? [],
    ),
  );
  for (const [i, { port }] of endpoints.entries()) {
    if (port === undefined || ports.includes(port)) continue;
    yield `spec.endpoints[${i}].port is "${port}", but ${titleOf(selected[0]!)} has ${ports.join(", ") || "no named port"}; ${didYouMean(port, ports) ?? "name one of its ports"}`;
  }
}

function matches(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

function show(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function nearestLabels(labels: Labels, candidates: readonly Labels[]): string {
  return didYouMean(show(labels), candidates.map(show)) ?? "correct the labels or add the pods";
}
