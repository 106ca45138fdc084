import type { Fleet } from "../../lib/model/cluster.ts";
import { failure, unknown } from "../tell/failure.ts";
import type { VirtualMachine } from "./machine.ts";
import { virtualMachines } from "./machine.ts";

/** The machines beside the clusters. */
const beside = "infra";

/** The virtual machines that a word means: a cluster, one machine, or `infra`. Throws when there are none. */
export function targetsOf(fleet: Fleet, word: string): VirtualMachine[] {
  const machines = virtualMachines(fleet);
  const { site, clusters } = fleet;
  const cluster = clusters.find(({ name }) => name === word);
  const names =
    word === beside
      ? Object.keys(site.machines)
      : (cluster?.nodes.map(({ name }) => name) ?? [word]);
  const found = machines.filter(({ name }) => names.includes(name));
  if (found.length > 0) return found;
  if (word === beside && !cluster) {
    const message =
      "none of the site's machines is virtual, on a host that they can be made on; name a cluster, or add the machine to clusters/site.ts";
    throw failure(word, message);
  }
  if (cluster || clusters.some(({ nodes }) => nodes.some(({ name }) => name === word))) {
    const message =
      "has no virtual machine on a host that the site's data can make them on; install such machines by hand, then: npm run node -- prepare";
    throw failure(word, message);
  }
  const known = [beside, ...clusters.map(({ name }) => name), ...machines.map(({ name }) => name)];
  return unknown("vm", "cluster or virtual machine", word, known);
}
