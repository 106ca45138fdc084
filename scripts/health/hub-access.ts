import type { TokenClaims } from "../kube/hub-token.ts";
import { claimsOf, isDue } from "../kube/hub-token.ts";
import { span } from "../kube/time.ts";
import type { Finding, Section } from "./finding.ts";

/** The token by which the hub's Argo CD reaches a member; undefined where the hub has another way in, or none. */
export function hubSection(cluster: string, token: string | undefined, now: Date): Section {
  const title = "way in of the hub";
  if (token === undefined) return { title, looked: "no token", findings: [] };
  const claims = claimsOf(token);
  const left = claims?.exp === undefined ? undefined : claims.exp - now.getTime() / 1000;
  const looked = left === undefined ? "a token" : `a token for ${span(Math.max(left, 0))}`;
  const finding = claims && findingOf(cluster, claims, left, now);
  return { title, looked, findings: finding ? [finding] : [] };
}

function findingOf(
  cluster: string,
  claims: TokenClaims,
  left: number | undefined,
  now: Date,
): Finding | undefined {
  const subject = "token of the hub";
  const next = `npm run bootstrap -- ${cluster}`;
  if (left === undefined)
    return { level: "warning", subject, message: "does not end; have another made", next };
  if (left <= 0)
    return {
      level: "error",
      subject,
      message: `ended ${span(-left)} ago: nothing is synced`,
      next,
    };
  if (!isDue(claims, now)) return undefined;
  return { level: "warning", subject, message: `ends in ${span(left)}; renew it`, next };
}
