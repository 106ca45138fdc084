import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { DatabaseOptions } from "./options.ts";
import { forwardTo, passwordOf } from "./options.ts";

export interface ValkeyOptions extends DatabaseOptions {
  /** Keeps what it holds on a volume of this size, a Kubernetes quantity. @default it forgets when it stops */
  readonly size?: string;
  /** `false`: its network policy alone says who may use it. @default it asks for one */
  readonly password?: false;
  /** @default Valkey 8.1 */
  readonly image?: string;
}

const port = 6379;
/** Of the image's user `valkey`. */
const valkeyUser = 999;

/** Valkey, which speaks the protocol of Redis: a cache, or a queue with `size`. */
export function valkey(scope: Scope, options: ValkeyOptions): Database {
  const { name, size, storageClass, image = "docker.io/valkey/valkey:8.1.4" } = options;
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
  return {
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
    secrets: secret ? { REDIS_PASSWORD: secret } : {},
  };
}
