import { perObject } from "../../kubernetes/each.ts";
import { readQuantity } from "../../kubernetes/quantity.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Container, PodTemplate } from "../../order/references/pod.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";
import { containersOf } from "../support/workloads.ts";
import { didYouMean } from "../../words.ts";

interface Probe {
  readonly httpGet?: { readonly port?: string | number };
  readonly tcpSocket?: { readonly port?: string | number };
}

interface ProbedContainer extends Container {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

const probes = ["startupProbe", "readinessProbe", "livenessProbe"] as const;
const handlers = ["httpGet", "tcpSocket"] as const;

/** What a pod names inside itself is there: the API server refuses it otherwise, one field at a time. */
export function* pods({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, memory, pods: template } of index.items)
    for (const message of template ? issuesOf(manifest, memory) : [])
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
}

const issuesOf = perObject((manifest): readonly string[] => {
  const template = podTemplateOf(manifest)!;
  return [...containersOf(template)].flatMap(([path, container]) => {
    const message =
      mountIssue(container, manifest, template) ?? probeIssue(container) ?? requestIssue(container);
    return message ? `${path}.${message}` : [];
  });
});

function mountIssue(
  { volumeMounts }: Container,
  manifest: Manifest,
  { spec }: PodTemplate,
): string | undefined {
  if (!volumeMounts) return undefined;
  for (let i = 0; i < volumeMounts.length; i++) {
    const { name } = volumeMounts[i]!;
    if (typeof name !== "string") continue;
    if (spec.volumes?.some((volume) => volume.name === name)) continue;
    const { volumeClaimTemplates = [] } = specOf<{
      volumeClaimTemplates: readonly { metadata?: { name?: string } }[];
    }>(manifest);
    const claims = volumeClaimTemplates.flatMap(({ metadata }) => metadata?.name ?? []);
    if (claims.includes(name)) continue;
    const names = [...(spec.volumes ?? []).flatMap((volume) => volume.name ?? []), ...claims];
    const todo =
      didYouMean(name, names) ?? (names.length > 0 ? `use ${listed(names, "or")}` : "add it");
    return `volumeMounts[${i}] names volume "${name}", which the pod does not have; ${todo}`;
  }
  return undefined;
}

function probeIssue(container: ProbedContainer): string | undefined {
  for (const probe of probes) {
    for (const handler of handlers) {
      const port = container[probe]?.[handler]?.port;
      if (typeof port !== "string" || container.ports?.some(({ name }) => name === port)) continue;
      const names = (container.ports ?? []).flatMap(({ name }) => name ?? []);
      const known = names.length > 0 ? `are named ${listed(names)}` : "have no names";
      return `${probe}.${handler}.port is "${port}", but the container's ports ${known}; ${didYouMean(port, names) ?? "name one of its ports"}`;
    }
  }
  return undefined;
}

function requestIssue({ resources }: Container): string | undefined {
  const { requests, limits } = resources ?? {};
  if (!requests || !limits) return undefined;
  for (const name in requests) {
    const request = readQuantity(requests[name]);
    const limit = readQuantity(limits[name]);
    if (request === undefined || limit === undefined || request <= limit) continue;
    return `resources.requests.${name} is ${requests[name]}, more than its limit ${limits[name]}; raise the limit or lower the request`;
  }
  return undefined;
}
