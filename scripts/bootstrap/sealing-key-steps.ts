import { existsSync, readFileSync } from "node:fs";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Rendered } from "../../lib/build/rendered.ts";
import { madeOf } from "../../lib/build/rendered.ts";
import { unsealerOf } from "../../lib/build/unsealer.ts";
import type { Report } from "../tell/report.ts";
import type { Step } from "../run/step.ts";
import { openKeys, requireNoOrphans, saveKeys, savedKeyPath } from "../secret/saved-key.ts";
import { certificatePath, shownPath, writeWhole } from "../secret/sealed-file.ts";
import type { KeyPlace, KeySecret } from "../secret/sealing-key.ts";
import { certificateOf, createKey, hasCertificate, keyList } from "../secret/sealing-key.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { namespacesOf } from "./objects.ts";

interface Sealing extends KeyPlace {
  readonly kubectl: Kubectl;
  readonly plan: ClusterPlan;
  readonly controller: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The key of a cluster that unseals what stands in git, before its controller starts and makes one of its own. What
 * was saved is restored, what is new is saved: a cluster that is made again opens the same values.
 */
export function sealingKeySteps(
  kubectl: Kubectl,
  plan: ClusterPlan,
  report: Report,
  signal: AbortSignal,
): Step[] {
  const unsealer = unsealerOf(plan.cluster);
  const component = plan.components.find(({ placement }) => placement === unsealer?.placement);
  if (!unsealer || !component) return [];
  const selector = unsealer.keys;
  const { namespace } = component;
  const controller = controllerOf(component);
  const sealing = { kubectl, plan, namespace, selector, controller, signal };
  return [presentStep(sealing), savedStep(sealing, report)];
}

function presentStep(sealing: Sealing): Step {
  const { kubectl, plan, namespace, selector } = sealing;
  const { name } = kubectl.cluster;
  return {
    name: `${name}: has the key that opens its sealed values`,
    host: "here",
    async isDone() {
      const keys = await keysIn(sealing);
      if (savedKeyPath(name) === undefined) return keys.length > 0;
      const certificate = certificatePath(name);
      return existsSync(certificate) && hasCertificate(keys, readFileSync(certificate, "utf8"));
    },
    actions() {
      const saved = savedKeyPath(name);
      if (saved === undefined) requireNoOrphans(name);
      const secret = saved === undefined ? "a new key" : `the key of ${shownPath(saved)}`;
      const namespaces = namespacesOf(plan, [namespace]);
      return [
        ...(namespaces.length > 0 ? [kubectl.apply(listOf(namespaces))] : []),
        kubectl.apply({ secret, read: () => textOf(sealing, saved) }),
        ...restartAction(sealing),
      ];
    },
    look: kubectl.line("get", "secrets", `--namespace=${namespace}`, `-l=${selector}`),
  };
}

/** The key for kubectl: the saved one, whose certificate is written again where it was lost, or a new one. */
async function textOf(sealing: Sealing, saved: string | undefined): Promise<string> {
  const { kubectl, signal } = sealing;
  const { name } = kubectl.cluster;
  if (saved === undefined) return keyList([await createKey(name, signal)], sealing);
  const keys = await openKeys(name, saved, signal);
  if (!existsSync(certificatePath(name))) writeWhole(certificatePath(name), certificateOf(keys));
  return keyList(keys, sealing);
}

function savedStep(sealing: Sealing, report: Report): Step {
  const { kubectl, plan, namespace, selector, signal } = sealing;
  const { name } = kubectl.cluster;
  const certificate = certificatePath(name);
  return {
    name: `${name}: that key is saved in clusters/sealed`,
    host: "here",
    isDone: async () => savedKeyPath(name) !== undefined && existsSync(certificate),
    actions: () => [
      {
        does: `seal the key for the recipients of backups, and keep it beside ${shownPath(certificate)}`,
        async run() {
          const keys = await keysIn(sealing);
          const isKnown =
            existsSync(certificate) && hasCertificate(keys, readFileSync(certificate, "utf8"));
          if (!isKnown) {
            requireNoOrphans(name);
            writeWhole(certificate, certificateOf(keys));
          }
          // Last: a key without its certificate would have to be opened to be of use.
          const path = await saveKeys(name, keyList(keys, sealing), {
            site: plan.cluster.site,
            signal,
          });
          const text = `commit ${shownPath(certificate)} and ${shownPath(path)}`;
          report.event({ event: "note", host: name, text });
        },
      },
    ],
    look: kubectl.line("get", "secrets", `--namespace=${namespace}`, `-l=${selector}`),
  };
}

async function keysIn({ kubectl, namespace, selector }: Sealing): Promise<readonly KeySecret[]> {
  const args = ["secrets", `--namespace=${namespace}`, `--selector=${selector}`];
  return (await kubectl.get<{ items: readonly KeySecret[] }>(...args))?.items ?? [];
}

/** Keys are read when the controller starts, so one that runs already has to start again. */
function restartAction({ kubectl, namespace, controller }: Sealing) {
  if (controller === undefined) return [];
  const workload = [`deployment/${controller}`, `--namespace=${namespace}`];
  return [
    {
      does: `kubectl rollout restart ${workload.join(" ")}, where it runs`,
      async run() {
        const found = await kubectl.get("deployment", controller, `--namespace=${namespace}`);
        if (found) await kubectl.try(["rollout", "restart", ...workload]);
      },
    },
  ];
}

function controllerOf(component: Rendered): string | undefined {
  return madeOf(component).find(({ kind }) => kind === "Deployment")?.metadata.name;
}
