import { titleOf } from "../../kubernetes/manifest.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { ObjectState, Pair } from "../support/state.ts";
import { objectOf } from "../support/state.ts";

/** Hostnames and ports that are new, or gone. */
export function* reach(pair: Pair): Iterable<Finding> {
  yield* hosts(pair);
  for (const change of pair.changes) {
    const [old, own] = [change.before, change.after].map(portsOf);
    const gone = [...old!].filter((port) => !own!.has(port));
    const come = [...own!].filter((port) => !old!.has(port));
    if (come.length > 0)
      yield findingOf(pair.cluster, change, {
        topic: "reach",
        rule: "port-opened",
        level: "note",
        message: `opens ${come.join(", ")}`,
      });
    if (gone.length > 0)
      yield findingOf(pair.cluster, change, {
        topic: "reach",
        rule: "port-closed",
        level: "warning",
        message: `closes ${gone.join(", ")}`,
        todo: `make sure that nobody reaches ${titleOf(objectOf(change).manifest)} there`,
      });
  }
}

function* hosts({ cluster, before, after }: Pair): Iterable<Finding> {
  if (!before.facts || !after.facts) return;
  const [old, own] = [before.facts.hosts, after.facts.hosts];
  const place = { topic: "reach", place: cluster, path: `dist/${cluster}/review.yaml` } as const;
  for (const [host, component] of Object.entries(own)) {
    const was = old[host];
    if (was === undefined)
      yield {
        ...place,
        rule: "host-new",
        level: "note",
        message: `host ${host} is new, served by ${component}`,
      };
    else if (was !== component)
      yield {
        ...place,
        rule: "host-moved",
        level: "note",
        message: `host ${host} is served by ${component} instead of ${was}`,
      };
  }
  for (const [host, component] of Object.entries(old))
    if (own[host] === undefined)
      yield {
        ...place,
        rule: "host-gone",
        level: "warning",
        message: `host ${host} is no longer served; ${component} did`,
        todo: "take it out of DNS and of what links to it",
      };
}

interface ServiceSpec {
  readonly type?: string;
  readonly ports?: readonly {
    readonly port: number;
    readonly protocol?: string;
    readonly nodePort?: number;
  }[];
}

/** Ports that are reached from outside the cluster. */
function portsOf(object: ObjectState | undefined): Set<string> {
  if (!object) return new Set();
  const { manifest } = object;
  if (manifest.kind === "Service" && manifest.apiVersion === "v1") {
    const { type, ports = [] } = (manifest["spec"] ?? {}) as ServiceSpec;
    if (type !== "LoadBalancer" && type !== "NodePort") return new Set();
    return new Set(
      ports.flatMap(({ port, protocol = "TCP", nodePort }) => [
        ...(type === "LoadBalancer" ? [`port ${port}/${protocol}`] : []),
        ...(nodePort === undefined ? [] : [`node port ${nodePort}/${protocol}`]),
      ]),
    );
  }
  const { spec } = podTemplateOf(manifest) ?? {};
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return new Set(
    containers.flatMap(({ ports = [] }) =>
      ports.flatMap((one) => {
        const { hostPort, protocol = "TCP" } = one as { hostPort?: number; protocol?: string };
        return hostPort === undefined ? [] : [`port ${hostPort}/${protocol} of each node`];
      }),
    ),
  );
}
