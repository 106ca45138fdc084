import { unsealerOf } from "../../lib/build/unsealer.ts";
import { createHash } from "node:crypto";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { secretUses } from "../secret/uses.ts";

interface Live {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * SHA-256 of what each Secret holds that the cluster must not lose: those that components ask for, and keys that open
 * sealed values. By `<namespace>/<name>`.
 */
export async function readPrints(
  kubectl: Kubectl,
  plan: ClusterPlan,
): Promise<Readonly<Record<string, string>>> {
  const wanted = secretUses(plan).map(({ namespace, name }) => `${namespace}/${name}`);
  const found = (await kubectl.get<{ items: Live[] }>("secrets", "--all-namespaces"))?.items ?? [];
  const unsealer = unsealerOf(plan.cluster);
  for (const selector of unsealer ? [unsealer.keys] : []) {
    const keys = await kubectl.get<{ items: Live[] }>(
      "secrets",
      "--all-namespaces",
      `--selector=${selector}`,
    );
    wanted.push(...(keys?.items ?? []).map(pathOf));
  }
  const kept = found.filter((secret) => wanted.includes(pathOf(secret)));
  return Object.fromEntries(kept.map((secret) => [pathOf(secret), printOf(secret)]));
}

function pathOf({ metadata }: Live): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function printOf({ data = {} }: Live): string {
  const text = JSON.stringify(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(text).digest("hex");
}
