import { applicationName, argocdNamespace } from "../../lib/order/names.ts";
import { rootManifest } from "../../lib/emit/application.ts";
import { rootProjectManifest } from "../../lib/emit/root-project.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { firstOf } from "../tell/few.ts";
import type { Report } from "../tell/report.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { keyringSteps } from "./keyring-step.ts";
import { stuckPods } from "./stuck-pods.ts";

/** An Application as far as the waves are concerned. */
export interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly health?: { readonly status?: string };
  };
}

/** So many are named; the others mostly wait for them. */
const enough = 5;

interface Sync {
  readonly kubectl: Kubectl;
  /** The cluster whose Argo CD syncs this one. */
  readonly argo: Kubectl;
  readonly fleet: Fleet;
  readonly plan: ClusterPlan;
  readonly report: Report;
}

/** The root Application, and then everything that comes of it. */
export function syncSteps({ kubectl, argo, fleet, plan, report }: Sync): Step[] {
  const { cluster } = plan;
  const root = rootManifest(fleet, cluster.name);
  // In this order: an Application whose project is not there is looked at again minutes later.
  const both = [rootProjectManifest(fleet, cluster.name), root];
  const names = [root.metadata.name, ...plan.applications.map(applicationName)];
  const told = new Map<string, string>();
  const read = async (): Promise<readonly Application[]> => {
    const list = await argo.get<{ items: Application[] }>(
      "applications.argoproj.io",
      `--namespace=${argocdNamespace}`,
    );
    return list?.items.filter(({ metadata }) => names.includes(metadata.name)) ?? [];
  };
  return [
    ...keyringSteps(argo, fleet, plan),
    {
      name: `${cluster.name}: Argo CD has its root Application`,
      host: "here",
      isDone: async () =>
        (await read()).some(({ metadata }) => metadata.name === root.metadata.name) &&
        argo.isApplied(both),
      actions: () => [argo.apply(listOf(both))],
      look: argo.line("describe", "application", root.metadata.name, "-n", argocdNamespace),
    },
    {
      name: `${cluster.name}: every Application is Synced and Healthy`,
      host: "here",
      async isDone() {
        const found = await read();
        for (const line of changedStates(found, told))
          report.event({ event: "note", host: cluster.name, text: line });
        return unfinished(names, found).length === 0;
      },
      actions: () => [],
      waitSeconds: 3600,
      why: async () =>
        [
          firstOf(unfinished(names, await read()), enough).join(", "),
          ...(await stuckPods(kubectl)),
        ].join("; "),
      look: `npm run debug -- ${cluster.name}`,
    },
  ];
}

/** The Applications that are not Synced and Healthy, each with what it is; last those that wait for the others. */
export function unfinished(names: readonly string[], found: readonly Application[]): string[] {
  const states = new Map(found.map((one) => [one.metadata.name, stateOf(one)]));
  return names
    .filter((name) => states.get(name) !== "Synced, Healthy")
    .sort((one, other) => Number(states.has(other)) - Number(states.has(one)))
    .map((name) => `${name} (${states.get(name) ?? "not there"})`);
}

function stateOf({ status }: Application): string {
  return `${status?.sync?.status ?? "Unknown"}, ${status?.health?.status ?? "Unknown"}`;
}

/** One line for each that became Healthy or Degraded since it was told last. */
function changedStates(found: readonly Application[], told: Map<string, string>): string[] {
  return found.flatMap((one) => {
    const { name } = one.metadata;
    const state = stateOf(one);
    if (told.get(name) === state) return [];
    told.set(name, state);
    const isWorthIt = state === "Synced, Healthy" || state.endsWith("Degraded");
    return isWorthIt ? [`${name}: ${state}`] : [];
  });
}
