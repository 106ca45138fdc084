import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { factsOf } from "../../lib/check/support/facts.ts";
import { forwardsOf, urlOf } from "../forward/targets.ts";
import { table } from "../tell/table.ts";
import type { LocalCluster } from "./config.ts";

const httpsPort = 443;

/** Where the web interfaces of the cluster answer, and where images are pushed. */
export function accessText({ cluster, runtime }: LocalCluster, plan: ClusterPlan): string {
  const published = Object.entries(runtime.ports).find(([, there]) => there === httpsPort)?.[0];
  const hosts = [...new Set(factsOf(plan).hostnames.map(([hostname]) => hostname))].sort();
  const port = published === undefined || Number(published) === httpsPort ? "" : `:${published}`;
  return table([
    ...(published === undefined ? [] : hosts.map((one) => [one, `https://${one}${port}`])),
    ...forwardsOf(cluster).map((one) => [
      one.name,
      urlOf(one),
      `with: npm run forward -- start ${cluster.name}`,
    ]),
    [
      "registry",
      `localhost:${runtime.registryPort}`,
      `docker push localhost:${runtime.registryPort}/<name>:<tag>`,
    ],
  ]);
}
