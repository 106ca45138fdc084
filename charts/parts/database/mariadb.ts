import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { Backup } from "./backup.ts";
import { backUp } from "./backup.ts";
import type { SqlOptions } from "./options.ts";
import { databaseSize, forwardTo, namesOf, passwordOf, patient } from "./options.ts";

export interface MariadbOptions extends SqlOptions {
  /** A later version converts what an earlier one has written, never back. @default MariaDB 11.8 */
  readonly image?: string;
  /** Dumps. @default none */
  readonly backup?: Backup;
}

const port = 3306;
/** Of the image's user `mysql`. */
const mysqlUser = 999;

/** MariaDB, a StatefulSet of one pod. */
export function mariadb(scope: Scope, options: MariadbOptions): Database {
  const { name, size, storageClass, backup, requests, limits } = options;
  const { image = "docker.io/library/mariadb:11.8.3" } = options;
  const names = namesOf(options);
  const password = passwordOf(scope, name);
  app(scope, {
    name,
    image,
    user: mysqlUser,
    ports: { mariadb: port },
    environment: {
      MARIADB_DATABASE: names.database,
      MARIADB_USER: names.user,
      // Nobody has to know it: the user above owns its database.
      MARIADB_RANDOM_ROOT_PASSWORD: "yes",
      MARIADB_AUTO_UPGRADE: "yes",
    },
    secrets: { MARIADB_PASSWORD: password },
    health: { exec: ["healthcheck.sh", "--connect", "--innodb_initialized"], ...patient },
    volumes: {
      data: { path: "/var/lib/mysql", subPath: "mysql", size, storageClass, perReplica: true },
      run: { path: "/run/mysqld", emptyDir: {} },
    },
    requests: requests ?? databaseSize.requests,
    limits: limits ?? databaseSize.limits,
    stopSeconds: 120,
  });
  const database = {
    name,
    host: name,
    port,
    ...names,
    password,
    pods: selectorOf(name),
    environment: {
      MYSQL_HOST: name,
      MYSQL_PORT: String(port),
      MYSQL_DATABASE: names.database,
      MYSQL_USER: names.user,
      DATABASE_URL:
        "mysql://$(MYSQL_USER):$(MYSQL_PASSWORD)@$(MYSQL_HOST):$(MYSQL_PORT)/$(MYSQL_DATABASE)",
    },
    secrets: { MYSQL_PASSWORD: password },
  };
  const login = '--host="$MYSQL_HOST" --user="$MYSQL_USER"';
  const withPassword = 'export MYSQL_PWD="$MYSQL_PASSWORD"';
  const dump = `${withPassword}
mariadb-dump ${login} --single-transaction --result-file="$file" "$MYSQL_DATABASE"`;
  const restore = `${withPassword}
mariadb ${login} "$MYSQL_DATABASE" <"$file"`;
  forwardTo(scope, options, database);
  if (backup) backUp(scope, database, backup, { image, user: mysqlUser, dump, restore });
  return database;
}
