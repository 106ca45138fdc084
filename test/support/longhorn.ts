import { longhorn } from "../../charts/index.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { withMade } from "./charts.ts";

/** Longhorn with a target for backups, and with the Service that it forwards. */
export function storedBy(options: object): AnyPlacement {
  const placement = longhorn({ backupTarget: "s3://backups@us-east-1/", ...options });
  const services = { "longhorn-frontend": { ports: { http: 80 } } };
  return withMade(placement, importedChart("longhorn")!, { services });
}
