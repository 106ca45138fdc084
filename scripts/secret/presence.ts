import { FleetError } from "../../lib/problem.ts";
import { Kubectl } from "../kube/kubectl.ts";
import type { SecretUse } from "./uses.ts";
import { isIssued, placeOf } from "./uses.ts";
import type { Vault } from "./vault.ts";

/** Whether a Secret has what is asked of it, in its store and in its cluster. */
export interface Presence {
  readonly use: SecretUse;
  /** `complete`, `lacks a, b`, `absent`, or why that is not known. */
  readonly inStore: string;
  readonly inCluster: string;
}

export async function presenceOf(
  uses: readonly SecretUse[],
  vaultOf: (server: string) => Vault,
  signal: AbortSignal,
): Promise<readonly Presence[]> {
  const clusters = [...new Set(uses.map(({ cluster }) => cluster))];
  const inClusters = new Map(
    await Promise.all(
      clusters.map(async (cluster) => {
        const keys = await orReason(() => keysInCluster(new Kubectl(cluster, signal, 0)));
        return [cluster, keys] as const;
      }),
    ),
  );
  return Promise.all(
    uses.map(async (use) => {
      const found = inClusters.get(use.cluster)!;
      const path = `${use.namespace}/${use.name}`;
      const inCluster = typeof found === "string" ? found : stateOf(use, found.get(path));
      return { use, inStore: await inStore(use, vaultOf), inCluster };
    }),
  );
}

/** A fleet is looked at in parts: what cannot be asked says so. */
async function orReason<Answer>(ask: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return `not known: ${error.problems[0]!.message.split(";")[0]}`;
  }
}

async function inStore(use: SecretUse, vaultOf: (server: string) => Vault): Promise<string> {
  const { store } = use;
  if (store.kind === "bootstrap") return "made by the bootstrap";
  if (store.kind === "sealed")
    return stateOf(use, store.sealedKeys.length > 0 ? store.sealedKeys : undefined);
  const keys = await orReason(async () => (await vaultOf(store.server).keys(store)) ?? []);
  return typeof keys === "string" ? keys : stateOf(use, keys.length > 0 ? keys : undefined);
}

function stateOf({ keys }: SecretUse, found: readonly string[] | undefined): string {
  if (found === undefined) return "absent";
  const missing = keys.filter((key) => !found.includes(key));
  return missing.length > 0 ? `lacks ${missing.join(", ")}` : "complete";
}

/** Names of Secrets with those of their keys: the values stay where they are. */
const template = `{{range .items}}{{.metadata.namespace}}/{{.metadata.name}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\\n"}}{{end}}`;

async function keysInCluster(kubectl: Kubectl): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = ["get", "secrets", "--all-namespaces", `--output=go-template=${template}`];
  const lines = (await kubectl.run(args)).split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [path = "", ...keys] = line.split(" ");
      return [path, keys];
    }),
  );
}

/** Where a Secret's values are kept, for people. */
export function storeText({ store, cluster }: SecretUse): string {
  if (store.kind === "vault") return `Vault ${store.mount}/${store.path}`;
  if (store.kind === "sealed") return `clusters/sealed/${cluster.name}.json`;
  return "the cluster itself";
}

/** Whether somebody has to give it values. */
export function isMissing({ use, inStore: store, inCluster }: Presence): boolean {
  if (isIssued(use)) return false;
  return [store, inCluster].some((state) => state === "absent" || state.startsWith("lacks "));
}

export function presenceRow({ use, inStore: store, inCluster }: Presence): readonly string[] {
  return [placeOf(use), use.keys.join(", "), storeText(use), store, `in the cluster: ${inCluster}`];
}
