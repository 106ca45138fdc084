import type { Scope } from "../../lib/model/scope.ts";
import { ingress } from "./ingress.ts";

/** What clusters push to one another. */
export type Pushed = "metrics" | "logs";

const keys = ["username", "password"] as const;

/**
 * With which one cluster shows who it is, and a receiver asks for it: each sender has a Secret of its own, with the same
 * name and values on both sides, so that it can be withdrawn alone.
 */
export function pushSecret(scope: Scope, pushed: Pushed, sender = scope.cluster.name): string {
  const type = "kubernetes.io/basic-auth";
  return scope.secret({ name: `${pushed}-push-${sender}`, keys, type }).name;
}

export interface Receiver {
  readonly pushed: Pushed;
  readonly host: string;
  /** Where it takes them in. */
  readonly path: string;
  readonly service: string;
  readonly port: string;
  readonly number: number;
  /** Names of the clusters that push. */
  readonly senders: readonly string[];
  /** Everybody may push, without a password. */
  readonly anonymous?: true;
}

/**
 * The ways by which other clusters push: `<host>/<sender><path>`, each with the password of that sender. Without
 * passwords it is one, `<host><path>`.
 */
export function receive(scope: Scope, { pushed, senders, anonymous, ...way }: Receiver): void {
  if (anonymous) return ingress(scope, way);
  if (!scope.from("ingress").asksPassword)
    return scope.complain(
      `takes in ${pushed} from other clusters, but what serves Ingress objects here asks nobody for a password; serve them by a component that does, or say anonymous: true`,
    );
  if (senders.length === 0)
    scope.complain(
      `takes in ${pushed} at ${way.host}, and names no cluster that pushes; list them in senders, or say anonymous: true`,
    );
  for (const [i, sender] of senders.entries())
    ingress(scope, {
      ...way,
      name: `${way.service}-${sender}`,
      path: `/${sender}${way.path}`,
      sharesCertificate: i > 0,
      password: { secret: pushSecret(scope, pushed, sender), path: way.path },
    });
}
