import { applicationName } from "../../order/names.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { KindTable } from "../../order/kind-table.ts";
import type { Rendered } from "../../build/rendered.ts";
import type { ClusterFacts } from "./rule.ts";
import { specOf } from "./rule.ts";

export function factsOf({
  cluster,
  components,
  applications,
  index,
}: ClusterPlan): Omit<ClusterFacts, "placed"> {
  return {
    cluster,
    hostnames: components.flatMap(({ name, manifests }) =>
      manifests.flatMap((manifest) =>
        hostnamesOf(manifest, index.kinds).map((host) => [host, name] as const),
      ),
    ),
    applications: applications.map((application) => [
      applicationName(application),
      application.component.name,
    ]),
    syncs: components.flatMap(syncedClusters),
  };
}

/** The hostnames that an object answers for. */
function hostnamesOf(manifest: Manifest, kinds: KindTable): readonly string[] {
  const facts = kinds.of(manifest);
  const named = facts.flatMap((one) => one.hostnames?.(manifest) ?? []);
  if (manifest.kind !== "Ingress") return named;
  const { rules = [] } = specOf<{ rules: readonly { host?: string }[] }>(manifest);
  return [...rules.flatMap(({ host }) => host ?? []), ...named];
}

/** How Argo CD finds the Secrets of the clusters that it syncs beside its own. */
const secretType = "argocd.argoproj.io/secret-type";

function syncedClusters({ secrets }: Rendered): string[] {
  return secrets
    .filter(({ labels }) => labels?.[secretType] === "cluster")
    .map(({ name, template }) => template?.["name"] ?? name);
}
