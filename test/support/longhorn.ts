import { longhorn } from "../../charts/index.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { withMade } from "./charts.ts";
import type { Change } from "./fleet.ts";
import { k3sBut } from "./fleet.ts";

/** Longhorn with a target for backups, and with the Service that it forwards. */
function storedBy(options: object): AnyPlacement {
  const placement = longhorn({ backupTarget: "s3://backups@us-east-1/", ...options });
  const services = { "longhorn-frontend": { ports: { http: 80 } } };
  return withMade(placement, importedChart("longhorn")!, { services });
}

/** A disk of a node that Longhorn keeps volumes on. */
export const disk = { longhorn: { size: "100Gi" } };

/** Nodes of a cluster whose volumes Longhorn keeps, in place of the distribution. */
export const stored = (members: readonly Node[], options: object = {}): Change => ({
  cluster: {
    nodes: members,
    kubernetes: k3sBut("local-storage"),
    secretsFromBootstrap: {
      "longhorn-system/backup-target": [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ENDPOINTS",
      ],
    },
  },
  components: [storedBy(options)],
});
