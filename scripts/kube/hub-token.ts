import type { Kubectl } from "./kubectl.ts";
import { argocdNamespace } from "../../lib/order/names.ts";

/** What a token of a service account says of itself. Nobody checks its signature here: the API server does. */
export interface TokenClaims {
  /** Seconds since 1970; absent of a token without end. */
  readonly exp?: number;
  readonly iat?: number;
  /** Of the account that it was made for: a cluster that was made anew has another one of the same name. */
  readonly uid?: string;
}

/** Undefined for what is no such token. */
export function claimsOf(token: string): TokenClaims | undefined {
  try {
    const payload = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString(),
    ) as TokenClaims & { "kubernetes.io"?: { serviceaccount?: { uid?: string } } };
    const { exp, iat } = payload;
    return { exp, iat, uid: payload["kubernetes.io"]?.serviceaccount?.uid };
  } catch {
    return undefined;
  }
}

/** Whether a third of its time or less is left: then it is renewed. A token without end always is. */
export function isDue({ exp, iat = 0 }: TokenClaims, now: Date): boolean {
  return exp === undefined || exp - now.getTime() / 1000 < (exp - iat) / 3;
}

/** The token by which the Argo CD of a hub reaches a cluster, as its Secret has it; undefined for another way in. */
export async function hubToken(hub: Kubectl, cluster: string): Promise<string | undefined> {
  const found = await hub.get<{ items: readonly ClusterSecret[] }>(
    "secrets",
    `--namespace=${argocdNamespace}`,
    "--selector=argocd.argoproj.io/secret-type=cluster",
  );
  const own = found?.items.find(({ data }) => textOf(data?.["name"]) === cluster);
  const text = textOf(own?.data?.["config"]);
  try {
    return (JSON.parse(text) as { bearerToken?: string }).bearerToken;
  } catch {
    return undefined;
  }
}

interface ClusterSecret {
  readonly data?: Readonly<Record<string, string>>;
}

function textOf(data: string | undefined): string {
  return Buffer.from(data ?? "", "base64").toString();
}
