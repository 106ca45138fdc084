import { k3s } from "../../../charts/distributions/k3s.ts";
import { defineFleet } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { clusterOfHouse, fleet as solo, nodeOfHouse } from "../solo/fleet.ts";

const { site, repository } = solo;

function node(number: number, role: Node["role"]): Node {
  const made = nodeOfHouse(`seven-${number}`, `192.168.1.8${number}`, role);
  return { ...made, labels: { tier: role } };
}

/** Three servers and four workers, whose address is nobody's own. */
const seven = clusterOfHouse("seven", {
  kubernetes: { distribution: k3s, version: "v1.36.2+k3s1", bundled: ["coredns"] },
  endpoint: "192.168.1.80",
  nodes: [
    ...[1, 2, 3].map((number) => node(number, "control-plane")),
    ...[4, 5, 6, 7].map((number) => node(number, "worker")),
  ],
});

export const fleet = defineFleet({ site, repository, hub: seven.name, clusters: [seven] });
