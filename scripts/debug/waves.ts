import { isDeepStrictEqual } from "node:util";
import { applicationName } from "../../lib/order/names.ts";
import type { Application } from "../kube/application.ts";
import type { Rule } from "./cause.ts";
import { comparison, describe } from "./comparison.ts";
import { awaited } from "./operation.ts";

/** It does not exist, and why. */
export const notThere: Rule = (facts) => {
  const { live, root, plan, name, planned, deployer } = facts;
  if (live) return undefined;
  const { cluster } = plan;
  if (!root || !planned) {
    const message = `${cluster.name}-root does not exist: nothing syncs this cluster yet`;
    return { message, next: [`npm run bootstrap -- ${cluster.name}`] };
  }
  const blocked = waveBlocked(facts);
  if (blocked) return blocked;
  const rootIssue = comparison({ ...facts, live: root });
  if (rootIssue) return { ...rootIssue, message: `the root cannot bring it: ${rootIssue.message}` };
  const revision = root.status?.sync?.revision ?? "none";
  return {
    message: `${name} does not exist, and nothing holds the root up: the commit that has it is not on the git server`,
    evidence: [`the root of ${deployer.cluster.name} is at commit ${revision}`],
    next: ["npm run publish -- --dry-run", "git status"],
  };
};

/** An earlier wave holds up the root, so that this Application is as it was. */
export const waveBlocked: Rule = ({ planned, plan, all, root, live }) => {
  if (!planned) return undefined;
  if (live && isCurrent(live) && !isBehindPlan(live, root)) return undefined;
  const waiting = awaited(root?.status?.operationState?.message);
  const earlier = plan.applications.filter((one) => one.wave < planned.wave);
  const blockers = earlier
    .filter((one) => !isGood(all.get(applicationName(one))))
    .sort((a, b) => a.wave - b.wave);
  const named = plan.applications.find((one) => applicationName(one) === waiting);
  const first =
    blockers[0] ?? (named !== undefined && named.wave < planned.wave ? named : undefined);
  if (!first) return undefined;
  const others = blockers.length > 1 ? ` and ${blockers.length - 1} more` : "";
  return {
    message: `it stands in wave ${planned.wave}, and wave ${first.wave} is not done: ${first.name}${others} holds it up`,
    evidence: blockers
      .slice(0, 5)
      .map((one) => `wave ${one.wave}: ${stateText(all.get(applicationName(one)), one.name)}`),
    next: [`npm run debug -- ${plan.cluster.name}/${first.name}`],
  };
};

function isGood(application: Application | undefined): boolean {
  const { sync, health, operationState } = application?.status ?? {};
  const isSyncing = operationState?.phase === "Running";
  return sync?.status === "Synced" && health?.status === "Healthy" && !isSyncing;
}

function stateText(application: Application | undefined, name: string): string {
  if (!application) return `${name} does not exist`;
  const { sync, health, operationState } = application.status ?? {};
  const state = `${name} is ${sync?.status ?? "Unknown"}, ${health?.status ?? "Unknown"}`;
  const why = operationState?.phase === "Succeeded" ? health?.message : operationState?.message;
  return why ? `${state}: ${why}` : state;
}

/** Whether its verdict belongs to the source that it has. */
export function isCurrent({ spec, status }: Application): boolean {
  const compared = status?.sync?.comparedTo;
  return spec.sources
    ? isDeepStrictEqual(compared?.sources, spec.sources)
    : isDeepStrictEqual(compared?.source, spec.source);
}

/** Whether the root has a newer version of it in git that it has not brought yet. */
function isBehindPlan(live: Application, root: Application | undefined): boolean {
  const own = root?.status?.resources?.find(
    ({ kind, name }) => kind === "Application" && name === live.metadata.name,
  );
  return own?.status === "OutOfSync";
}

/** What was applied is changed right back, again and again. */
export const drift: Rule = ({ live, kubectl, plan, planned }) => {
  const { sync, operationState, resources = [] } = live?.status ?? {};
  if (sync?.status !== "OutOfSync" || operationState?.phase !== "Succeeded") return undefined;
  const { syncResult } = operationState;
  const isApplied = isDeepStrictEqual(
    syncResult?.revisions ?? syncResult?.revision,
    sync.revisions ?? sync.revision,
  );
  const drifting = resources.filter(({ status }) => status === "OutOfSync");
  if (!isApplied || drifting.length === 0) return undefined;
  const [first] = drifting;
  const at = first!.namespace ? ["--namespace", first!.namespace] : [];
  return {
    message:
      "this very version was applied, and something in the cluster changes it back; it holds nothing up",
    evidence: drifting
      .slice(0, 5)
      .map(
        ({ kind, namespace, name }) =>
          `${kind} ${namespace ? `${namespace}/` : ""}${name} is OutOfSync`,
      ),
    next: [
      kubectl.line(
        ...at,
        "get",
        `${first!.kind}${first!.group ? `.${first!.group}` : ""}`.toLowerCase(),
        first!.name,
        "--output",
        "yaml",
        "--show-managed-fields",
      ),
      `then name the field in ignoreDifferences of ${plan.cluster.name}/${planned?.component.name ?? ""}`,
    ],
  };
};

/** Somewhere below it something is unhealthy that no other rule knows. */
export const unhealthy: Rule = (facts) => {
  const { health, resources = [] } = facts.live?.status ?? {};
  if (!health || health.status === "Healthy") return undefined;
  const bad = resources.filter(
    (one) => one.health && !["Healthy", "Suspended"].includes(one.health.status),
  );
  const lines = bad.map(
    ({ kind, namespace, name, health: own }) =>
      `${kind} ${namespace ? `${namespace}/` : ""}${name} is ${own!.status}${own!.message ? `: ${own!.message}` : ""}`,
  );
  const message = `Argo CD calls it ${health.status}${health.message ? `: ${health.message}` : ""}`;
  return { message, evidence: lines.slice(0, 5), next: [describe(facts)] };
};
