import { applicationName } from "../../order/names.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../plan.ts";
import type { Rendered } from "../../build/render.ts";
import type { ClusterFacts } from "./rule.ts";
import { specOf } from "./rule.ts";

export function factsOf({ cluster, components, applications }: ClusterPlan): ClusterFacts {
  return {
    cluster,
    hostnames: components.flatMap(({ name, manifests }) =>
      manifests.flatMap((manifest) => hostnamesOf(manifest).map((host) => [host, name] as const)),
    ),
    applications: applications.map((application) => [
      applicationName(application),
      application.component.name,
    ]),
    syncs: components.flatMap(syncedClusters),
  };
}

const none: readonly string[] = [];

/** The hostnames that an object answers for. */
function hostnamesOf(manifest: Manifest): readonly string[] {
  if (manifest.kind === "Ingress") {
    const { rules = [] } = specOf<{ rules: readonly { host?: string }[] }>(manifest);
    return rules.flatMap(({ host }) => host ?? []);
  }
  if (manifest.kind === "IngressRoute" && manifest.apiVersion.startsWith("traefik.io/")) {
    const { routes = [] } = specOf<{ routes: readonly { match?: string }[] }>(manifest);
    return routes.flatMap(({ match = "" }) => hostsOfMatch(match));
  }
  return none;
}

/** Every name in the `Host(...)` terms of a Traefik rule. */
function hostsOfMatch(match: string): string[] {
  return [...match.matchAll(/\bHost\(([^)]*)\)/g)].flatMap(([, names = ""]) =>
    [...names.matchAll(/[`"]([^`"]+)[`"]/g)].flatMap(([, name]) => name ?? []),
  );
}

/** How Argo CD finds the Secrets of the clusters that it syncs beside its own. */
const secretType = "argocd.argoproj.io/secret-type";

function syncedClusters({ secrets }: Rendered): string[] {
  return secrets
    .filter(({ labels }) => labels?.[secretType] === "cluster")
    .map(({ name, template }) => template?.["name"] ?? name);
}
