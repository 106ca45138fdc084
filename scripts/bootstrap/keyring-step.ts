import { signersOf } from "../../lib/build/signers.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import type { Step } from "../run/step.ts";
import { deployerOf, partOf } from "./objects.ts";

/** Of Argo CD: a key of each file, by its ID. */
const name = "argocd-gpg-keys-cm";

/**
 * The keys of those who sign are in Argo CD's keyring before its root asks for a signature: without them it would take in
 * no commit, the one with the keys neither.
 */
export function keyringSteps(argo: Kubectl, fleet: Fleet, plan: ClusterPlan): Step[] {
  const { cluster } = plan;
  if (signersOf(fleet, cluster).length === 0) return [];
  const deployer = deployerOf(cluster);
  const ring = deployer && partOf(plan, deployer.name).settings.find(isKeyring);
  const wanted = Object.keys((ring?.["data"] as object | undefined) ?? {});
  const get = ["configmap", name, `--namespace=${argocdNamespace}`] as const;
  const known = async (): Promise<string[]> =>
    Object.keys((await argo.get<{ data?: object }>(...get))?.data ?? {});
  return [
    {
      name: `${cluster.name}: Argo CD has the keys of those who sign`,
      host: "here",
      async isDone() {
        const found = await known();
        return found.length > 0 && wanted.every((id) => found.includes(id));
      },
      actions: () => (ring ? [argo.apply(listOf([ring]))] : []),
      waitSeconds: 60,
      why: async () =>
        `ConfigMap ${name} of ${argo.cluster.name} has ${(await known()).join(", ") || "no key"}; bootstrap that cluster first`,
      look: argo.line("describe", ...get),
    },
  ];
}

function isKeyring({ kind, metadata }: { kind: string; metadata: { name: string } }): boolean {
  return kind === "ConfigMap" && metadata.name === name;
}
