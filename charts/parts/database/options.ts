import type { Scope } from "../../../lib/model/scope.ts";
import type { ContainerOptions, SecretKey } from "../app/container-options.ts";

/** What all databases can be told. */
export interface DatabaseOptions extends Pick<ContainerOptions, "requests" | "limits"> {
  /** Of the database, its Service and the Secret with key `password`. */
  readonly name: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
  /** Of this computer, at which `forward` leads to it. @default none */
  readonly localPort?: number;
}

/** One that keeps tables. */
export interface SqlOptions extends DatabaseOptions {
  /** A Kubernetes quantity; it can grow, where the class allows it, never shrink. */
  readonly size: string;
  /** What is made in it. @default its name, with "_" for "-" */
  readonly database?: string;
  /** Who owns that. @default as the database */
  readonly user?: string;
}

export const databaseSize = {
  requests: { cpu: "100m", memory: "256Mi" },
  limits: { memory: "1Gi" },
} as const;

/** One that is busy is not dead. */
export const patient = { timeoutSeconds: 5, failureThreshold: 6 } as const;

export function namesOf({ name, database, user }: SqlOptions): { database: string; user: string } {
  const own = database ?? name.replaceAll("-", "_");
  return { database: own, user: user ?? own };
}

/** Forwards it to the port of this computer that its options name. */
export function forwardTo(
  scope: Scope,
  { name, localPort }: DatabaseOptions,
  { host, port }: { readonly host: string; readonly port: number },
): void {
  if (localPort === undefined) return;
  scope.forward({ name, localPort, service: host, port, protocol: "tcp" });
}

/** Asks for the Secret of a database. */
export function passwordOf(scope: Scope, name: string): SecretKey {
  const secret = scope.secret({ name, keys: ["password"] });
  return { secret: secret.name, key: "password" };
}
