import type { LocalRuntime } from "../../model/cluster-data.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** What a cluster in containers takes of this computer is there, and is taken once. */
export function* runtime({ cluster, components }: ClusterPlan): Iterable<Problem> {
  if (!cluster.runtime) return;
  const takers = new Map<number, string>();
  const forwards = components.flatMap((component) =>
    component.forwards.map(({ localPort }) => [localPort, `${component.name} forwards`] as const),
  );
  for (const [port, taker] of [...portsOf(cluster.runtime), ...forwards]) {
    const other = takers.get(port);
    // Two forwards of one port are told where they stand.
    if (other !== undefined && !(other.endsWith("forwards") && taker.endsWith("forwards")))
      yield problemAt(
        cluster,
        undefined,
        `${taker} port ${port} of this computer, which ${other} too; choose another`,
      );
    takers.set(port, taker);
  }
  for (const issue of [...portIssues(cluster.runtime), ...mirrorIssues(cluster.runtime)])
    yield problemAt(cluster, undefined, issue);
}

function portsOf({ ports, registryPort }: LocalRuntime): (readonly [number, string])[] {
  const published = Object.keys(ports).map((port) => [Number(port), "runtime publishes"] as const);
  return [...published, [registryPort, "the registry takes"]];
}

function* portIssues({ ports, registryPort }: LocalRuntime): Iterable<string> {
  for (const port of [...Object.entries(ports).flat().map(Number), registryPort])
    if (!(Number.isInteger(port) && port > 0 && port < 65536))
      yield `runtime has port ${port}, which is none; use 1 to 65535`;
}

/** As containers name a registry: a host, with its port where that is not the usual one. */
const registry = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?$/;

function* mirrorIssues({ mirrors = {} }: LocalRuntime): Iterable<string> {
  for (const [name, address] of Object.entries(mirrors)) {
    if (!registry.test(name))
      yield `runtime mirrors "${name}", which is no registry; write its host alone`;
    const url = URL.parse(address);
    if (address !== "registry" && !(url && /^https?:$/.test(url.protocol) && url.host !== ""))
      yield `runtime mirrors ${name} by "${address}", which is no address; write it as https://<host>, or "registry"`;
  }
}
