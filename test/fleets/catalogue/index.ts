import { csiDriverNfs, snapshotController } from "../../../charts/index.ts";
import { defineFleet } from "../../../lib/model/cluster.ts";
import { bundledBut, clusterOf, site } from "./cluster.ts";

const nas = { server: site.reserved.nas, share: "/volume1/kubernetes" };

/** Every component that the shipped fleet does not have, each beside what it needs. */
export const fleet = defineFleet({
  site,
  repository: { url: "https://git.catalogue.example/fleet.git", branch: "main" },
  hub: "nas",
  clusters: [
    clusterOf(1, "nas", bundledBut("local-storage"), [
      csiDriverNfs({ ...nas, snapshots: true }),
      snapshotController(),
    ]),
  ],
});
