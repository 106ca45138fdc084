import { signersOf } from "../../lib/build/signers.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { rootName } from "../../lib/order/names.ts";
import type { Live } from "../kube/objects.ts";
import type { Finding } from "./finding.ts";

export interface Project extends Live {
  readonly spec: { readonly signatureKeys?: readonly { readonly keyID: string }[] };
}

/** Whether the root asks for the signatures that the data says: the bootstrap alone changes its project. */
export function signatureFindings(
  fleet: Fleet,
  { cluster }: ClusterPlan,
  projects: readonly Project[],
): Finding[] {
  const name = rootName(cluster.name);
  const project = projects.find(({ metadata }) => metadata.name === name);
  if (!project) return [];
  const wanted = signersOf(fleet, cluster);
  const found = (project.spec.signatureKeys ?? []).map(({ keyID }) => keyID);
  if (wanted.toSorted().join() === found.toSorted().join()) return [];
  const asks = (keys: readonly string[]): string => keys.join(" or ") || "nobody";
  return [
    {
      level: "warning",
      subject: `AppProject ${name}`,
      message: `has commits signed by ${asks(found)}, and the data says by ${asks(wanted)}`,
      next: `npm run bootstrap -- ${cluster.name}`,
    },
  ];
}
