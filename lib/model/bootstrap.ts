import type { Cluster } from "./cluster.ts";
import { namespaceOf } from "./placement.ts";

/** The Secrets that exist before GitOps starts, as `<namespace>/<name>`, with their keys: the cluster's and its components'. */
export function bootstrapSecrets(cluster: Cluster): Readonly<Record<string, readonly string[]>> {
  const own = cluster.components.flatMap((placement) => {
    const { definition, options } = placement;
    const asked = definition.bootstrapSecrets ?? {};
    const secrets = typeof asked === "function" ? asked(options) : asked;
    return Object.entries(secrets).map(([name, keys]): [string, readonly string[]] => [
      `${namespaceOf(placement)}/${name}`,
      keys,
    ]);
  });
  return { ...Object.fromEntries(own), ...cluster.secretsFromBootstrap };
}
