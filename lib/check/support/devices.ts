import type { Node } from "../../model/cluster-data.ts";
import type { PodSpec } from "../../order/references/pod.ts";

/** Devices by the name of the extended resource that a plugin offers them as, such as `example.com/gpu`. */
export type Devices = Readonly<Record<string, number>>;

/** A name with a domain that is not Kubernetes' own (Kubernetes docs: manage-resources-containers). */
export function isDevice(name: string): boolean {
  const [domain = ""] = name.includes("/") ? name.split("/") : [];
  return domain !== "" && !/(?:^|\.)kubernetes\.io$/.test(domain);
}

/** What a pod holds: its containers together, or an init container that asks for more. */
export function devicesOf({ containers, initContainers = [] }: PodSpec): Devices {
  const found: Record<string, number> = {};
  for (const container of containers)
    for (const [name, count] of askedBy(container)) found[name] = (found[name] ?? 0) + count;
  for (const container of initContainers)
    for (const [name, count] of askedBy(container)) found[name] = Math.max(found[name] ?? 0, count);
  return found;
}

function askedBy({ resources = {} }: PodSpec["containers"][number]): [string, number][] {
  // A limit is the request of the same, too: the API server takes no other.
  return Object.entries({ ...resources.requests, ...resources.limits })
    .filter(([name]) => isDevice(name))
    .map(([name, count]): [string, number] => [name, Number(count)])
    .filter(([, count]) => count > 0);
}

export function hasDevices({ devices: own = {} }: Node, wanted: Devices): boolean {
  return Object.entries(wanted).every(([name, count]) => (own[name] ?? 0) >= count);
}

/** What is wrong with the devices that the data gives a node. */
export function* deviceIssues(devices: Devices): Iterable<string> {
  for (const [name, count] of Object.entries(devices)) {
    if (!isDevice(name))
      yield `has devices "${name}", no name of an extended resource; write it as <domain>/<name>, as its plugin offers it`;
    else if (!Number.isInteger(count) || count < 1)
      yield `has ${count} of devices ${name}; use a whole number above 0`;
  }
}
