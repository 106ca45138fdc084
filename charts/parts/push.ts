import type { Scope } from "../../lib/model/scope.ts";

/** What clusters push to one another: each has a Secret of its own, on both sides with the same name and password. */
export type Pushed = "metrics" | "logs";

export const pushKeys = ["username", "password"] as const;

/** With which a sender shows who it is, and a receiver asks for it. */
export function pushSecret(scope: Scope, pushed: Pushed): string {
  const type = "kubernetes.io/basic-auth";
  return scope.secret({ name: `${pushed}-push`, keys: pushKeys, type }).name;
}

/** The Secret of what is taken in at a host; absent where everybody may push. */
export function receiverSecret(
  scope: Scope,
  pushed: Pushed,
  anonymous: true | undefined,
): string | undefined {
  if (anonymous) return undefined;
  if (scope.from("ingress").asksPassword) return pushSecret(scope, pushed);
  scope.complain(
    `takes in ${pushed} from other clusters, but what serves Ingress objects here asks nobody for a password; serve them by a component that does, or say anonymous: true`,
  );
  return undefined;
}
