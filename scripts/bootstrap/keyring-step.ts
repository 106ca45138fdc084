import { signersOf } from "../../lib/build/signers.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Step } from "../run/step.ts";
import { deployerOf, partOf } from "./objects.ts";
import type { Live } from "./part-steps.ts";
import { isRolledOut } from "./part-steps.ts";

const inside = `--namespace=${argocdNamespace}`;
const reader = "argocd-repo-server";

/**
 * Argo CD's pods have the keys of those who sign before its root asks for a signature: it remembers of a commit what it
 * made of it without them, and would take in none, that with the keys neither. They come by a push like everything else.
 */
export function keyringSteps(argo: Kubectl, fleet: Fleet, plan: ClusterPlan): Step[] {
  const { cluster } = plan;
  if (signersOf(fleet, cluster).length === 0) return [];
  const wanted = annotationsIn(plannedReader(plan));
  const read = () => argo.get<Reader>("deployment", reader, inside);
  return [
    {
      name: `${cluster.name}: Argo CD has the keys of those who sign`,
      host: "here",
      async isDone() {
        const live = await read();
        const found = annotationsIn(live);
        const isCurrent = wanted ? wanted[checksum] === found?.[checksum] : found?.[checksum];
        return Boolean(isCurrent) && live !== undefined && isRolledOut(live);
      },
      actions: () => [],
      waitSeconds: 300,
      why: async () =>
        `Deployment ${reader} of ${argo.cluster.name} has not started with them; push them, signed or not, and let Argo CD sync that before its root asks for signatures`,
      look: argo.line("describe", "deployment", reader, inside),
    },
  ];
}

interface Reader extends Live {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly metadata?: { readonly annotations?: Annotations } };
  };
}

type Annotations = Readonly<Record<string, string>>;

/** Of the keys; where it changes, pods start anew with them. */
const checksum = "checksum/keys";

function annotationsIn(deployment: Reader | undefined): Annotations | undefined {
  return deployment?.spec?.template?.metadata?.annotations;
}

/** Where the cluster has an Argo CD of its own. */
function plannedReader(plan: ClusterPlan): Reader | undefined {
  const deployer = deployerOf(plan.cluster);
  const { workloads } = deployer ? partOf(plan, deployer.name) : { workloads: [] };
  return workloads.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === reader);
}
