import type { Cluster } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { specOf } from "../../lib/check/support/rule.ts";
import { secretUses } from "./uses.ts";
import type { Vault } from "./vault.ts";

/** What Vault has to hold for a cluster to read what is its own, and nothing else. */
export interface VaultAccess {
  readonly cluster: Cluster;
  readonly server: string;
  /** Of the cluster's own authentication, for example `kubernetes-production`. */
  readonly mount: string;
  readonly role: string;
  readonly account: { readonly name: string; readonly namespace: string };
  /** Named as the mount. */
  readonly policy: string;
}

interface StoreSpec {
  readonly provider: {
    readonly vault?: {
      readonly server: string;
      readonly path: string;
      readonly auth?: {
        readonly kubernetes?: {
          readonly mountPath: string;
          readonly role: string;
          readonly serviceAccountRef: { readonly name: string; readonly namespace: string };
        };
      };
    };
  };
}

/** As the cluster's store object asks for it; undefined where it has none of Vault. */
export function vaultAccessOf(plan: ClusterPlan): VaultAccess | undefined {
  const { cluster, components } = plan;
  const stores = components
    .flatMap(({ manifests }) => manifests)
    .filter(({ kind }) => kind === "ClusterSecretStore");
  for (const object of stores) {
    const vault = specOf<StoreSpec>(object).provider?.vault;
    const auth = vault?.auth?.kubernetes;
    if (!vault || !auth) continue;
    const { mountPath: mount, role, serviceAccountRef: account } = auth;
    const policy = policyOf(plan, vault.path);
    return { cluster, server: vault.server, mount, role, account, policy };
  }
  return undefined;
}

/** Reads all that is kept for the cluster, and what it asks for by a path of its own. */
function policyOf(plan: ClusterPlan, engine: string): string {
  const own = `${plan.cluster.name}/`;
  const others = secretUses(plan).flatMap(({ store }) =>
    store.kind === "vault" && !store.path.startsWith(own) ? [store.path] : [],
  );
  const paths = [`${own}*`, ...new Set(others)].sort();
  return paths
    .map((path) => `path "${engine}/data/${path}" {\n  capabilities = ["read"]\n}\n`)
    .join("\n");
}

/** Who may log in, and what with (Vault docs: api-docs/auth/kubernetes). */
export function roleOf({ account, mount }: VaultAccess) {
  return {
    bound_service_account_names: [account.name],
    bound_service_account_namespaces: [account.namespace],
    token_policies: [mount],
    token_ttl: 3600,
  };
}

/** Without a token of its own: Vault asks the cluster about the one that it is shown, with that same one. */
export function configOf({ cluster }: VaultAccess, authority: string) {
  const { apiPort } = cluster.kubernetes.distribution;
  return {
    kubernetes_host: `https://${cluster.endpoint}:${apiPort}`,
    kubernetes_ca_cert: authority,
    disable_local_ca_jwt: true,
  };
}

/** What of it is not as planned, in words. Throws where Vault cannot be asked. */
export async function accessIssues(vault: Vault, access: VaultAccess): Promise<string[]> {
  const { mount, role } = access;
  const [policy, found] = await Promise.all([
    vault.read<{ policy: string }>(`sys/policies/acl/${mount}`),
    vault.read<Readonly<Record<string, unknown>>>(`auth/${mount}/role/${role}`),
  ]);
  const wanted = roleOf(access);
  const { token_ttl: _, ...bound } = wanted;
  const other = Object.entries(bound).filter(
    ([key, value]) => JSON.stringify(found?.[key]) !== JSON.stringify(value),
  );
  return [
    ...(policy === undefined ? [`policy ${mount} is not there`] : []),
    ...(policy && policy.policy.trim() !== access.policy.trim()
      ? [`policy ${mount} is another than the data asks for`]
      : []),
    ...(found === undefined ? [`role ${role} of auth/${mount} is not there`] : []),
    ...(found
      ? other.map(
          ([key, value]) =>
            `role ${role} of auth/${mount} has ${key} ${JSON.stringify(found[key])}, not ${JSON.stringify(value)}`,
        )
      : []),
  ];
}

/** Safe to run again. `authority` is the certificate of the cluster's API server. */
export async function giveAccess(
  vault: Vault,
  access: VaultAccess,
  authority: string,
): Promise<void> {
  const { mount, role, policy } = access;
  await vault.put(`sys/policies/acl/${mount}`, { policy });
  if ((await vault.read(`sys/auth/${mount}`)) === undefined)
    await vault.put(`sys/auth/${mount}`, { type: "kubernetes" });
  await vault.put(`auth/${mount}/config`, configOf(access, authority));
  await vault.put(`auth/${mount}/role/${role}`, roleOf(access));
}

/** The same for Vault's own program. */
export function accessLines(access: VaultAccess): string[] {
  const { mount, role, policy, server } = access;
  const { kubernetes_host: host } = configOf(access, "");
  const bound = Object.entries(roleOf(access)).map(([key, value]) => `${key}=${[value].join()}`);
  return [
    `export VAULT_ADDR=${server}`,
    `vault policy write ${mount} - <<'END'\n${policy}END`,
    `vault auth enable -path=${mount} kubernetes`,
    `vault write auth/${mount}/config kubernetes_host=${host} kubernetes_ca_cert=@authority.crt disable_local_ca_jwt=true`,
    `vault write auth/${mount}/role/${role} ${bound.join(" ")}`,
  ];
}
