import { longhornNamespace } from "../kube/longhorn.ts";
import { applicationName, argocdNamespace } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { stuckPods } from "../bootstrap/stuck-pods.ts";
import { findClaim } from "../restore/swap.ts";
import { longhornBackups, shapes, volumeSteps } from "../restore/volume.ts";
import type { ClaimName, LonghornBackup } from "../restore/volume-objects.ts";
import { claimOf, newestBackup } from "../restore/volume-objects.ts";
import type { Step } from "../run/step.ts";
import { storageOf } from "./hold.ts";

interface Target {
  readonly status?: { readonly available?: boolean; readonly lastSyncedAt?: string };
}

interface Health {
  readonly status?: { readonly health?: { readonly status?: string } };
}

/** What makes volumes runs, and has read what backups there are. */
export function storageSteps(kubectl: Kubectl, argo: Kubectl, plan: ClusterPlan): Step[] {
  const names = storageOf(plan).map(applicationName);
  const inside = `--namespace=${longhornNamespace}`;
  return [
    ...names.map((name) => ({
      name: `${name} is Healthy`,
      host: "here",
      async isDone() {
        const found = await argo.get<Health>(
          "applications.argoproj.io",
          name,
          `--namespace=${argocdNamespace}`,
        );
        return found?.status?.health?.status === "Healthy";
      },
      actions: () => [],
      waitSeconds: 3600,
      why: async () =>
        (await stuckPods(kubectl, ({ metadata }) => metadata.namespace === longhornNamespace)).join(
          "; ",
        ),
      look: `npm run debug -- ${plan.cluster.name}`,
    })),
    {
      name: `${plan.cluster.name}: Longhorn has read its backup target`,
      host: "here",
      async isDone() {
        const found = await kubectl.get<Target>("backuptargets.longhorn.io", "default", inside);
        return found?.status?.available === true && found.status.lastSyncedAt !== undefined;
      },
      actions: () => [],
      waitSeconds: 900,
      look: kubectl.line("describe", "backuptargets.longhorn.io", "default", inside),
    },
  ];
}

/** The newest backup of every claim that has one and is not there. */
export async function missingClaims(
  kubectl: Kubectl,
): Promise<{ readonly claim: ClaimName; readonly backup: LonghornBackup }[]> {
  const backups = await longhornBackups(kubectl);
  const claims = new Map(
    backups.flatMap((backup) => {
      const claim = claimOf(backup);
      return claim ? [[`${claim.namespace}/${claim.name}`, claim] as const] : [];
    }),
  );
  const found = await Promise.all(
    [...claims.values()].map(async (claim) => {
      const backup = newestBackup(backups, claim);
      return backup && !(await findClaim(kubectl, claim)) ? [{ claim, backup }] : [];
    }),
  );
  return found.flat();
}

/** A volume for each, before anybody makes its claim. */
export async function restoreSteps(kubectl: Kubectl, stamp: string): Promise<Step[]> {
  const [missing, shapeOf] = await Promise.all([missingClaims(kubectl), shapes(kubectl)]);
  return missing.flatMap(({ claim, backup }) =>
    volumeSteps({ kubectl, claim, backup, shape: shapeOf(backup), stamp }),
  );
}
