import type { Cluster } from "../model/cluster.ts";
import { isDistribution, noDistribution } from "../model/distribution.ts";

const known = new WeakMap<Cluster, Cluster>();

/** A cluster as the stages can go by it: with a distribution, whatever its data has in that place. */
export function withDistribution(cluster: Cluster): Cluster {
  const { kubernetes } = cluster;
  if (isDistribution(kubernetes.distribution)) return cluster;
  const sound = known.get(cluster) ?? {
    ...cluster,
    kubernetes: { ...kubernetes, distribution: noDistribution },
  };
  known.set(cluster, sound);
  return sound;
}

/** What is wrong where the data has something else than a distribution. */
export function distributionIssue({ kubernetes }: Cluster): string | undefined {
  const found: unknown = kubernetes.distribution;
  if (isDistribution(found)) return undefined;
  const todo =
    typeof found === "string" && /^[a-z]\w*$/i.test(found)
      ? `import ${found} from charts/distributions.ts and write it without quotes`
      : "import one from charts/distributions.ts";
  return `has kubernetes.distribution ${JSON.stringify(found)}, which is none; ${todo}`;
}
