import {
  baselineCapabilities,
  restrictedCapabilities,
} from "../../../lib/kubernetes/pod-security.ts";
import type { PodSecurity } from "../../../lib/model/cluster-data.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import type { SecurityContext } from "../../../lib/kubernetes/constructs.ts";

/** What a container may beyond level `restricted`. Each value is the reason, which the namespace shows. */
export interface Privileges {
  /** Writes beside its volumes. The level stays. */
  readonly writableRoot?: string;
  /** Runs as root: level `baseline`. */
  readonly root?: string;
  /** All that Docker's `cap_add` lists; level `baseline` or, for those beyond it, `privileged`. */
  readonly capabilities?: { readonly add: readonly string[]; readonly reason: string };
  /** Device files of the node, as `/dev/ttyUSB0`; the container runs privileged, or the kernel refuses them. */
  readonly devices?: Readonly<Record<string, string>>;
  /** Everything: level `privileged`. */
  readonly privileged?: string;
}

export interface PodPrivileges extends Privileges {
  /** Stands on the node's network: level `privileged`. Policies do not reach it there. */
  readonly hostNetwork?: string;
}

/** A privilege with its reason, and the level that it takes. */
type Taken = readonly [name: string, reason: unknown, level: PodSecurity];

function* takenBy(privileges: PodPrivileges): Iterable<Taken> {
  const { writableRoot, root, capabilities, devices = {}, privileged, hostNetwork } = privileges;
  if (writableRoot !== undefined) yield ["writableRoot", writableRoot, "restricted"];
  if (root !== undefined) yield ["root", root, "baseline"];
  if (capabilities) yield ["capabilities", capabilities.reason, levelOf(capabilities.add)];
  for (const [path, reason] of Object.entries(devices))
    yield [`devices["${path}"]`, reason, "privileged"];
  if (privileged !== undefined) yield ["privileged", privileged, "privileged"];
  if (hostNetwork !== undefined) yield ["hostNetwork", hostNetwork, "privileged"];
}

function levelOf(capabilities: readonly string[]): PodSecurity {
  if (capabilities.some((one) => !baselineCapabilities.has(one))) return "privileged";
  return capabilities.every((one) => restrictedCapabilities.has(one)) ? "restricted" : "baseline";
}

/** Loosens the namespace as far as the privileges ask, and tells of those without a reason. */
export function takePrivileges(scope: Scope, owner: string, privileges: PodPrivileges = {}): void {
  for (const [name, reason, level] of takenBy(privileges))
    takeLevel(scope, owner, level, [name, reason]);
}

/** The same of anything else of an app that a level refuses. */
export function takeLevel(
  scope: Scope,
  owner: string,
  level: PodSecurity,
  [name, reason]: readonly [name: string, reason: unknown],
): void {
  if (typeof reason !== "string" || reason.trim() === "") {
    const found = `${owner} takes ${name} without a reason (${JSON.stringify(reason)})`;
    scope.complain(`${found}; write in a few words why it needs that`);
  } else if (level !== "restricted") scope.loosen(level, `${owner} has ${name}, ${reason}`);
}

export function isPrivileged({ devices = {}, privileged }: Privileges = {}): boolean {
  return privileged !== undefined || Object.keys(devices).length > 0;
}

/** Of one container, within level `restricted` as far as nothing else is asked for. */
export function containerSecurity(privileges: Privileges = {}): SecurityContext {
  const { capabilities, writableRoot } = privileges;
  const add = capabilities && [...capabilities.add];
  const context = {
    readOnlyRootFilesystem: writableRoot === undefined,
    capabilities: { drop: ["ALL"], add },
  };
  return isPrivileged(privileges)
    ? { ...context, privileged: true }
    : { ...context, allowPrivilegeEscalation: false };
}
