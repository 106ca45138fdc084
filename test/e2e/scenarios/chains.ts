import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { fleetOf, node } from "../../support/fleet.ts";
import { object } from "../../support/objects.ts";
import { part } from "./small-fleet.ts";

const links = ["bottom", "middle", "top"] as const;

/** Components in chains of three, each reading what the one before it writes, in a namespace for each chain. */
export function chainsOf(count: number, versionOf: (chain: number) => string): AnyPlacement[] {
  return Array.from({ length: count }, (_, chain) =>
    links.map((link, i) =>
      part({
        name: `${link}-${chain}`,
        namespace: `chain-${chain}`,
        version: versionOf(chain),
        reads: i > 0 ? links[i - 1] : undefined,
        objects: [object("v1", "ConfigMap", link, { data: { version: versionOf(chain) } })],
      }),
    ),
  ).flat();
}

/** A cluster of these components, large enough for a thousand pods. */
export function largeFleet(components: readonly AnyPlacement[]): Fleet {
  const nodes = Array.from({ length: 10 }, (_, i) =>
    node(`home-${i + 1}`, `10.0.0.${10 + i}`, i === 0 ? "control-plane" : "worker", {
      cpu: 16,
      memory: "32Gi",
    }),
  );
  return fleetOf({ components, cluster: { nodes } });
}
