import { homeAssistant, immich, longhorn } from "../../../charts/index.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { cluster, common, dumps, nas } from "./common.ts";
import { server } from "./machines.ts";
import { site } from "./site.ts";

/** The server alone, with stages 1 to 5. */
export const home = defineCluster({
  ...cluster,
  nodes: [server],
  components: [
    ...common,
    longhorn({ replicas: 1, backupTarget: `nfs://${nas}:/volume1/backups` }),
    immich({
      host: `photos.${site.domain}`,
      photos: { nfs: { server: nas, path: "/volume1/photos" } },
      backup: dumps,
    }),
    homeAssistant({ host: `home.${site.domain}`, discovery: true }),
  ],
});
