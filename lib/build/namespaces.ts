import type { Manifest } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import type { PodSecurity } from "../model/cluster-data.ts";
import type { Rendered } from "./rendered.ts";
import { emptyComponent } from "./rendered.ts";

const builtInNamespaces = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
/** The loosest first. */
const strictness: readonly PodSecurity[] = ["privileged", "baseline", "restricted"];

/** The strictest level that the known pods of a component in a namespace pass; undefined where others run. */
export type PodLevels = (component: Rendered, namespace: string) => PodSecurity | undefined;

/**
 * The namespaces of a cluster as one component of the engine's own. They stand in one Application for good:
 * a Namespace that changed its Application would need a hand to change its owner.
 */
export function renderNamespaces(
  cluster: Cluster,
  components: readonly Rendered[],
  neededBy: PodLevels,
): Rendered {
  const environments = Object.entries(cluster.environments).map(
    ([name, { podSecurity = "restricted" }]): [string, Claim] => [name, fixedAt(podSecurity)],
  );
  const claims = new Map<string, Claim>(environments);
  const reasons = new Map<string, Set<string>>();
  for (const component of components) {
    const { namespace, placement, loosened } = component;
    const { podSecurity = "baseline", namespaces = {} } = placement?.definition ?? {};
    const asked = loosened.map(([level]) => level);
    for (const [name, own] of Object.entries({ ...namespaces, [namespace]: podSecurity })) {
      if (cluster.environments[name]) continue;
      const more = name === namespace ? asked : [];
      const { allowed, needed } = claims.get(name) ?? fixedAt("restricted");
      claims.set(name, {
        allowed: loosest([allowed, own, ...more]),
        needed: loosest([needed, neededBy(component, name) ?? own, ...more]),
      });
    }
    if (cluster.environments[namespace]) continue;
    const known = reasons.get(namespace) ?? new Set();
    for (const [level, reason] of loosened) known.add(`${level}: ${reason}`);
    reasons.set(namespace, known);
  }
  const names = [...claims.keys()].filter((name) => !builtInNamespaces.has(name)).sort();
  return {
    ...emptyComponent({ cluster, name: "namespaces", layer: "security", namespace: "default" }),
    manifests: names.map((name) =>
      namespaceManifest(name, levelOf(claims.get(name)!), [...(reasons.get(name) ?? [])].sort()),
    ),
  };
}

/** What components allow a namespace, and what their pods need of it. */
interface Claim {
  readonly allowed: PodSecurity;
  readonly needed: PodSecurity;
}

function fixedAt(level: PodSecurity): Claim {
  return { allowed: level, needed: level };
}

/** What pods need beyond what anybody allows is a problem, and no reason. */
function levelOf({ allowed, needed }: Claim): PodSecurity {
  return strictness.indexOf(allowed) > strictness.indexOf(needed) ? allowed : needed;
}

export function loosest(levels: readonly PodSecurity[]): PodSecurity {
  return strictness.find((level) => levels.includes(level)) ?? "restricted";
}

function namespaceManifest(name: string, level: PodSecurity, reasons: readonly string[]): Manifest {
  const labels = Object.fromEntries(
    ["audit", "enforce", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  // The annotation that Kubernetes keeps for what people say of an object.
  const annotations = { "kubernetes.io/description": reasons.join("\n") };
  const metadata = { name, labels, ...(reasons.length > 0 && { annotations }) };
  return { apiVersion: "v1", kind: "Namespace", metadata };
}
