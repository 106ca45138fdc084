import { FleetError } from "../../../lib/problem.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** What the others need is an audit log, a second cluster, or an API server that may be killed. */
const fit = ["install", "quiet", "slow", "gate"];

/** Those that can be judged on a cluster that somebody else made. Throws for one that was asked for and cannot. */
export function scenariosForExisting(
  chosen: readonly Scenario[],
  asked: readonly string[] = [],
): readonly Scenario[] {
  const unfit = asked.filter((name) => !fit.includes(name));
  if (unfit.length > 0) {
    const message = `${unfit.join(", ")} cannot be judged on an existing cluster; choose of ${fit.join(", ")}`;
    throw new FleetError([{ place: "--kubeconfig", message }]);
  }
  return chosen.filter(({ name }) => fit.includes(name));
}

/** Said before such a run. */
export const limits = `on an existing cluster there is no audit log: writes are known from what objects say of themselves, to the second, so
an order that breaks by less is not seen; updates, deletions and killed API servers are not judged`;
