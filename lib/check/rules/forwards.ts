import { identity } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Forward } from "../../model/scope.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { unseenNamespaces } from "../support/unseen.ts";

/** Forwarded ports lead to a Service, each from a port of its own on this computer. */
export function* forwards(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const owners = new Map<number, string>();
  for (const { name, forwards: list } of components) {
    for (const forward of list) {
      const { localPort } = forward;
      for (const message of targetIssues(forward, plan)) yield problemAt(cluster, name, message);
      const owner = owners.get(localPort);
      if (owner !== undefined)
        yield problemAt(
          cluster,
          name,
          `forwards local port ${localPort}, which ${owner === name ? "it" : owner} forwards too; choose another`,
        );
      else if (!(Number.isInteger(localPort) && localPort > 0 && localPort < 65536))
        yield problemAt(cluster, name, `forwards local port ${localPort}; use 1024 to 65535`);
      owners.set(localPort, name);
    }
  }
}

function* targetIssues(
  { name, service, namespace, port }: Forward,
  plan: ClusterPlan,
): Iterable<string> {
  const { index } = plan;
  const id = identity("", "Service", namespace, service);
  const ports = index.keys.get(id);
  if (ports && !ports.has(port)) {
    const known = [...ports].filter((one) => typeof one === "number").map(String);
    yield `forwards "${name}" to port ${port} of Service "${service}", which has ${listed(known) || "none"}; use one of its ports`;
  }
  if (index.makers.has(id)) return;
  const prefix = identity("", "Service", namespace, "");
  const siblings = [...index.makers.keys()].filter((other) => other.startsWith(prefix));
  const meant = didYouMean(
    service,
    siblings.map((other) => other.slice(prefix.length)),
  );
  // A chart's Services are known as far as other objects name them.
  if (meant || !unseenNamespaces(plan).has(namespace))
    yield `forwards "${name}" to Service "${service}", which nothing in namespace ${namespace} makes; ${meant ?? "correct the name"}`;
}
