import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { Backup } from "./backup.ts";
import { backUp } from "./backup.ts";
import type { DatabaseOptions } from "./options.ts";
import { forwardTo, passwordOf } from "./options.ts";

export interface ValkeyOptions extends DatabaseOptions {
  /** Keeps what it holds on a volume of this size, a Kubernetes quantity. @default it forgets when it stops */
  readonly size?: string;
  /** `false`: its network policy alone says who may use it. @default it asks for one */
  readonly password?: false;
  /** @default Valkey 8.1 */
  readonly image?: string;
  /** Dumps of what it holds, without functions. @default none */
  readonly backup?: Backup;
}

const port = 6379;
/** Of the image's user `valkey`. */
const valkeyUser = 999;

/** Hands over every key of the server that runs it, with what is left of its life. */
const handOver = `for db in redis.call("INFO", "keyspace"):gmatch("db(%d+):") do
redis.call("SELECT", db)
local cursor = "0"
repeat
local page = redis.call("SCAN", cursor)
cursor = page[1]
for _, key in ipairs(page[2]) do
redis.call("MIGRATE", ARGV[1], ARGV[2], key, db, 60000, "COPY", "REPLACE", unpack(ARGV, 3))
end
until cursor == "0"
end`;

const client = 'valkey-cli -h "$REDIS_HOST" -p "$REDIS_PORT"';
/** It reads the variable of its forebear. */
const login = 'export REDISCLI_AUTH="$REDIS_PASSWORD"';

function dumpOf(asks: boolean): string {
  return `${asks ? `${login}\n` : ""}${client} --rdb "$file"`;
}

/** A server of its own reads the dump, and hands it over: only what is read whole replaces anything. */
function restoreOf(asks: boolean): string {
  const own = "env -u REDISCLI_AUTH valkey-cli -s /tmp/dump.sock";
  const words = `"$REDIS_HOST" "$REDIS_PORT"${asks ? ' AUTH "$REDIS_PASSWORD"' : ""}`;
  return `${asks ? `${login}\n` : ""}valkey-server --port 0 --unixsocket /tmp/dump.sock --save '' --dir /backup --dbfilename "\${file##*/}" --daemonize yes
until ${own} ping | grep -q PONG; do sleep 1; done
${client} FLUSHALL
result=\`${own} EVAL '${handOver}' 0 ${words}\`
${own} SHUTDOWN NOSAVE
[ -z "$result" ] || { echo "$result" >&2; exit 1; }`;
}

/** Valkey, which speaks the protocol of Redis: a cache, or a queue with `size`. */
export function valkey(scope: Scope, options: ValkeyOptions): Database {
  const { name, size, storageClass, backup, image = "docker.io/valkey/valkey:8.1.4" } = options;
  const { requests = { cpu: "50m", memory: "64Mi" }, limits = { memory: "256Mi" } } = options;
  const secret = options.password === false ? undefined : passwordOf(scope, name);
  app(scope, {
    name,
    image,
    user: valkeyUser,
    ports: { valkey: port },
    command: ["valkey-server"],
    args: [
      ...(size === undefined ? ["--save", ""] : ["--appendonly", "yes", "--dir", "/data"]),
      ...(secret ? ["--requirepass", "$(VALKEY_PASSWORD)"] : []),
    ],
    secrets: secret && { VALKEY_PASSWORD: secret },
    volumes:
      size === undefined
        ? { data: { path: "/data", emptyDir: {} } }
        : { data: { path: "/data", size, storageClass, perReplica: true } },
    requests,
    limits,
  });
  forwardTo(scope, options, { host: name, port });
  const address = "$(REDIS_HOST):$(REDIS_PORT)";
  const database = {
    name,
    host: name,
    port,
    database: "",
    user: "",
    password: secret,
    pods: selectorOf(name),
    environment: {
      REDIS_HOST: name,
      REDIS_PORT: String(port),
      REDIS_URL: secret ? `redis://:$(REDIS_PASSWORD)@${address}` : `redis://${address}`,
    },
    secrets: { ...(secret && { REDIS_PASSWORD: secret }) },
  };
  const asks = secret !== undefined;
  const own = { image, user: valkeyUser, dump: dumpOf(asks), restore: restoreOf(asks) };
  if (backup) backUp(scope, database, backup, own);
  return database;
}
