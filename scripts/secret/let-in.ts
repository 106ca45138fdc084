import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { failure } from "../tell/failure.ts";
import type { Report } from "../tell/report.ts";
import type { VaultAccess } from "./vault-access.ts";
import { accessIssues, accessLines, giveAccess, vaultAccessOf } from "./vault-access.ts";
import type { Vault } from "./vault.ts";

type VaultOf = (server: string) => Vault;

/** Of clusters that Vault lets read more than the data asks for, or less. That it cannot be asked is said. */
export async function accessProblems(
  plans: readonly ClusterPlan[],
  vaultOf: VaultOf,
  report: Report,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const access of accessesOf(plans)) {
    const { cluster, mount } = access;
    try {
      const issues = await accessIssues(vaultOf(access.server), access);
      const todo = `write it with: npm run secret -- vault ${cluster.name}`;
      problems.push(
        ...issues.map((issue) => ({ place: cluster.name, message: `${issue}; ${todo}` })),
      );
      if (issues.length === 0) report.print(`${cluster.name}: Vault lets it read what is its own`);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      const [found] = error.problems[0]!.message.split(";");
      report.print(`${cluster.name}: what Vault lets it read (${mount}) is not known: ${found}`);
    }
  }
  return problems;
}

/** What it takes to ask Vaults. */
export interface LettingIn {
  readonly vaultOf: VaultOf;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly isDryRun: boolean;
}

export async function letIn(
  plans: readonly ClusterPlan[],
  { vaultOf, report, signal, isDryRun }: LettingIn,
): Promise<void> {
  const accesses = accessesOf(plans);
  if (accesses.length === 0) throw failure("secret", "none of these clusters reads from a Vault");
  for (const access of accesses) {
    const { cluster, mount } = access;
    if (isDryRun) {
      report.print([`# ${cluster.name}`, ...accessLines(access)].join("\n"));
      continue;
    }
    await giveAccess(vaultOf(access.server), access, await authorityOf(access, signal));
    report.print(`${cluster.name}: Vault lets it read what is its own, by policy ${mount}`);
  }
}

function accessesOf(plans: readonly ClusterPlan[]): VaultAccess[] {
  return plans.flatMap((plan) => vaultAccessOf(plan) ?? []);
}

async function authorityOf({ cluster }: VaultAccess, signal: AbortSignal): Promise<string> {
  const kubectl = new Kubectl(cluster, signal);
  const found = await kubectl.get<{ data?: Readonly<Record<string, string>> }>(
    "configmap",
    "kube-root-ca.crt",
    "--namespace=kube-system",
  );
  const text = found?.data?.["ca.crt"];
  if (text) return text;
  throw failure(cluster.name, "has no certificate of its authority yet; bootstrap it first");
}
