import type { Chart } from "cdk8s";
import type { SecretKey } from "../app/container-options.ts";

declare module "../../../lib/model/capability.ts" {
  interface Capabilities {
    /** Databases of PostgreSQL are made by an operator, of a custom resource. */
    "postgres-operator": PostgresOperator;
  }
}

/** A database that an operator is asked for, in the namespace of who asks. */
export interface PostgresRequest {
  readonly name: string;
  readonly database: string;
  readonly user: string;
  /** Servers with the same data, of which one takes writes. */
  readonly instances: number;
  /** Kubernetes quantities. */
  readonly size: string;
  readonly storageClass?: string;
  readonly requests?: { readonly cpu: string; readonly memory: string };
  readonly limits?: { readonly cpu?: string; readonly memory: string };
}

/** How it is reached. */
export interface MadePostgres {
  /** Service that leads to the one that takes writes. */
  readonly host: string;
  readonly password: SecretKey;
  /** Labels of its pods. */
  readonly pods: Readonly<Record<string, string>>;
}

export interface PostgresOperator {
  /**
   * Adds, in the asker's scope, what makes the database come into being, and a policy that lets the operator and its own
   * instances in: who uses it opens port 5432 for itself.
   */
  database(scope: Chart, request: PostgresRequest): MadePostgres;
}
