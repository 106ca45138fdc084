import { compare, minor, parse } from "semver";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { NodeObject } from "./node-object.ts";
import { isServerNode, visibleNodes } from "./node-object.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";

/** What a node of a cluster runs, for example `v1.36.2+k3s1`. */
export interface Running {
  readonly name: string;
  readonly isServer: boolean;
  readonly version: string;
}

export function runningOf(nodes: readonly NodeObject[]): Running[] {
  return nodes.flatMap((node) => {
    const version = node.status?.nodeInfo?.kubeletVersion;
    if (!version || !parse(version)) return [];
    return [{ name: node.metadata.name, isServer: isServerNode(node), version }];
  });
}

/** Why a running node cannot become `wanted`; nothing when it can (k3s: upgrades/manual, rollback). */
export function stepProblem({ version }: Running, wanted: string): string | undefined {
  const minors = minor(wanted) - minor(version);
  if (minors < 0)
    return `runs k3s ${version}, and the data says ${wanted}: a cluster does not go back to a minor before; correct the version in clusters/, or restore a backup of then`;
  if (minors <= 1) return undefined;
  const next = `v1.${minor(version) + 1}`;
  return `runs k3s ${version}, and the data says ${wanted}: Kubernetes skips no minor; upgrade to a release of ${next} first`;
}

/** Why a node cannot run `wanted` beside the others as they are; nothing when it can. */
export function skewProblem(
  others: readonly Running[],
  node: { readonly isServer: boolean; readonly isNew: boolean },
  wanted: string,
): string | undefined {
  const isBehind = ({ version }: Running): boolean =>
    node.isServer ? minor(version) < minor(wanted) : compare(version, wanted) < 0;
  // A server that runs is the first of an upgrade.
  if (node.isServer && !node.isNew) return undefined;
  const behind = others.find((other) => other.isServer && isBehind(other));
  return (
    behind &&
    `would run k3s ${wanted}, and server ${behind.name} runs ${behind.version}: servers come before what joins them`
  );
}

/** Why a node that is new cannot be older than the servers; nothing when it is not. k3s itself lets it in. */
export function aheadProblem(others: readonly Running[], wanted: string): string | undefined {
  const ahead = others.find((other) => other.isServer && minor(other.version) > minor(wanted));
  return (
    ahead &&
    `would run k3s ${wanted}, and server ${ahead.name} runs ${ahead.version}: a cluster does not go back to a minor before; correct the version in clusters/`
  );
}

/** Throws when the target may not run what the data says, beside the cluster as it is. */
export async function requireVersion(ssh: Ssh, target: Target): Promise<void> {
  const { version } = target.cluster.kubernetes;
  const { name } = target.node;
  const running = runningOf(await visibleNodes(ssh, target));
  const own = running.find((node) => node.name === name);
  const others = running.filter((node) => node.name !== name);
  const step = own ? stepProblem(own, version) : aheadProblem(others, version);
  const skew = skewProblem(others, { isServer: isServer(target), isNew: !own }, version);
  const message = step ?? (skew && `${skew}; first: ${upgradeCommand(target)}`);
  if (message) throw new FleetError([{ place: name, message }]);
}

/** Throws when nodes of a cluster run another version: to make a cluster is no way to upgrade one. */
export async function requireSame(ssh: Ssh, target: Target): Promise<void> {
  const { name, kubernetes } = target.cluster;
  const running = runningOf(await visibleNodes(ssh, target));
  const others = running.filter(({ version }) => version !== kubernetes.version);
  if (others.length === 0) return;
  const found = others.map((node) => `${node.name} ${node.version}`).join(", ");
  const message = `its nodes run another k3s than ${kubernetes.version} of the data (${found}); first: ${upgradeCommand(target)}`;
  throw new FleetError([{ place: name, message }]);
}

/** Throws for all nodes of a cluster that cannot become what the data says. */
export function requireSteps(running: readonly Running[], wanted: string): void {
  const problems = running.flatMap((node): Problem[] => {
    const message = stepProblem(node, wanted);
    return message ? [{ place: node.name, message }] : [];
  });
  if (problems.length > 0) throw new FleetError(problems);
}

export function upgradeCommand({ cluster }: Pick<Target, "cluster">): string {
  return `npm run node -- upgrade ${cluster.name}`;
}
