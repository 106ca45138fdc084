import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { Backup } from "./backup.ts";
import { backUp } from "./backup.ts";
import type { MadePostgres, PostgresRequest } from "./operator.ts";
import type { SqlOptions } from "./options.ts";
import { databaseSize, forwardTo, namesOf, passwordOf, patient } from "./options.ts";

export interface PostgresOptions extends SqlOptions {
  /**
   * Of its StatefulSet; an operator has images of its own. Another major version does not read what this one has
   * written. @default PostgreSQL 18
   */
  readonly image?: string;
  /** Servers with the same data, where the cluster has an operator. @default 1 */
  readonly instances?: number;
  /** Why its StatefulSet makes it also where the cluster has an operator. @default an operator makes it */
  readonly standalone?: string;
  /** Of its StatefulSet, as `postgres -c` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Dumps, also where an operator makes the database. @default none */
  readonly backup?: Backup;
}

const port = 5432;
/** Of the image's user `postgres`. */
const postgresUser = 999;
const home = "/var/lib/postgresql";

/** PostgreSQL: made by the cluster's operator, or a StatefulSet of one pod where it has none. */
export function postgres(scope: Scope, options: PostgresOptions): Database {
  const { image = "docker.io/library/postgres:18.1", backup } = options;
  const isAlone = options.standalone !== undefined;
  const made =
    !isAlone && scope.use("postgres-operator", "its database is made by an operator")
      ? byOperator(scope, options)
      : byItself(scope, options, image);
  const database = {
    name: options.name,
    port,
    ...namesOf(options),
    ...made,
    ...clientOf(options, made),
  };
  forwardTo(scope, options, database);
  const dump = 'pg_dump --format=custom --file="$file"';
  // All or nothing, and nobody else sees a half of it.
  const restore =
    'pg_restore --clean --if-exists --no-owner --single-transaction --dbname="$PGDATABASE" "$file"';
  if (backup) backUp(scope, database, backup, { image, user: postgresUser, dump, restore });
  return database;
}

function byOperator(scope: Scope, options: PostgresOptions): MadePostgres {
  const { name, size, storageClass, instances = 1, requests, limits } = options;
  const names = namesOf(options);
  if (storageClass === undefined)
    scope.need("default-storage", `database "${name}" names no storageClass`);
  const request: PostgresRequest = {
    name,
    ...names,
    instances,
    size,
    storageClass,
    requests,
    limits,
  };
  return scope.from("postgres-operator").database(scope, request);
}

function byItself(scope: Scope, options: PostgresOptions, image: string): MadePostgres {
  const { name, size, storageClass, instances = 1, requests, limits, settings = {} } = options;
  const { database, user } = namesOf(options);
  const flags = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  if (instances > 1)
    scope.complain(
      `database "${name}" has ${instances} instances, which only an operator keeps equal; drop instances or add a component that provides postgres-operator`,
    );
  const password = passwordOf(scope, name);
  app(scope, {
    name,
    image,
    user: postgresUser,
    ports: { postgres: port },
    // An image of others may start otherwise.
    ...(flags.length > 0 && { command: ["docker-entrypoint.sh"], args: ["postgres", ...flags] }),
    environment: {
      POSTGRES_DB: database,
      POSTGRES_USER: user,
      // A directory below: the root of a volume holds lost+found, and initdb wants an empty one.
      PGDATA: `${home}/pgdata`,
    },
    secrets: { POSTGRES_PASSWORD: password },
    health: {
      exec: ["pg_isready", "-h", "127.0.0.1", "-d", database, "-U", user],
      ...patient,
    },
    volumes: {
      data: { path: home, size, storageClass, perReplica: true },
      run: { path: "/var/run/postgresql", emptyDir: {} },
    },
    requests: requests ?? databaseSize.requests,
    limits: limits ?? databaseSize.limits,
    // A shutdown writes what is still in memory.
    stopSeconds: 120,
  });
  return { host: name, password, pods: selectorOf(name) };
}

/** As libpq reads them, and as one address. */
function clientOf(
  options: PostgresOptions,
  { host, password }: MadePostgres,
): Pick<Database, "environment" | "secrets"> {
  const { database, user } = namesOf(options);
  return {
    environment: {
      PGHOST: host,
      PGPORT: String(port),
      PGDATABASE: database,
      PGUSER: user,
      DATABASE_URL: "postgresql://$(PGUSER):$(PGPASSWORD)@$(PGHOST):$(PGPORT)/$(PGDATABASE)",
    },
    secrets: { PGPASSWORD: password },
  };
}
