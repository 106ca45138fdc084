import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { Backup } from "./backup.ts";
import { backUp } from "./backup.ts";
import type { SqlOptions } from "./options.ts";
import { databaseSize, forwardTo, namesOf, passwordOf } from "./options.ts";

export interface MongodbOptions extends SqlOptions {
  /** One major version follows another, none may be left out. @default MongoDB 8.0 */
  readonly image?: string;
  /** Dumps. @default none */
  readonly backup?: Backup;
}

const port = 27017;
/** Of the image's user `mongodb`. */
const mongodbUser = 999;

/**
 * MongoDB, a StatefulSet of one pod. Its programs need AVX, and of ARM version 8.2: a Raspberry Pi 4 and old mini PCs have
 * neither.
 */
export function mongodb(scope: Scope, options: MongodbOptions): Database {
  const { name, size, storageClass, backup, requests, limits } = options;
  const { image = "docker.io/library/mongo:8.0.15" } = options;
  const names = namesOf(options);
  const password = passwordOf(scope, name);
  app(scope, {
    name,
    image,
    user: mongodbUser,
    ports: { mongodb: port },
    // By default it takes half of what its node has.
    args: ["--wiredTigerCacheSizeGB", "0.25"],
    environment: {
      MONGO_INITDB_DATABASE: names.database,
      MONGO_INITDB_ROOT_USERNAME: names.user,
    },
    secrets: { MONGO_INITDB_ROOT_PASSWORD: password },
    volumes: {
      data: { path: "/data/db", size, storageClass, perReplica: true },
      configuration: { path: "/data/configdb", emptyDir: {} },
    },
    requests: requests ?? databaseSize.requests,
    limits: limits ?? databaseSize.limits,
    stopSeconds: 120,
  });
  const login = "$(MONGODB_USER):$(MONGODB_PASSWORD)";
  const address = "$(MONGODB_HOST):$(MONGODB_PORT)";
  const database = {
    name,
    host: name,
    port,
    ...names,
    password,
    pods: selectorOf(name),
    environment: {
      MONGODB_HOST: name,
      MONGODB_PORT: String(port),
      MONGODB_DATABASE: names.database,
      MONGODB_USER: names.user,
      MONGODB_URL: `mongodb://${login}@${address}/$(MONGODB_DATABASE)?authSource=admin`,
    },
    secrets: { MONGODB_PASSWORD: password },
  };
  const dump = 'mongodump --quiet --gzip --archive="$file" --uri="$MONGODB_URL"';
  const restore = 'mongorestore --quiet --gzip --archive="$file" --drop --uri="$MONGODB_URL"';
  forwardTo(scope, options, database);
  if (backup) backUp(scope, database, backup, { image, user: mongodbUser, dump, restore });
  return database;
}
