import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
import type { Backup } from "./backup.ts";
import { backUp } from "./backup.ts";
import type { DatabaseOptions } from "./options.ts";
import { forwardTo, passwordOf } from "./options.ts";

export interface RabbitmqOptions extends DatabaseOptions {
  /** Of the volume with what waits in its queues, a Kubernetes quantity; it can grow, never shrink. */
  readonly size: string;
  /** @default its name */
  readonly user?: string;
  /** Of this computer, at which `forward` shows its web interface. @default 15672 */
  readonly webPort?: number;
  /** A later version converts what an earlier one has written, never back. @default RabbitMQ 4.1 */
  readonly image?: string;
  /** Dumps of users, queues, exchanges and what binds them: messages are kept by its volume alone. @default none */
  readonly backup?: Backup;
}

const port = 5672;
const management = 15672;
/** Of the image's user `rabbitmq`. */
const rabbitmqUser = 999;
const home = "/var/lib/rabbitmq";

/** In the language that the image has anyway: it has no program that speaks HTTP. */
function ask(method: string, request: string, then: string): string {
  return `erl -noinput -eval '
{ok, _} = application:ensure_all_started(inets),
Login = base64:encode_to_string(os:getenv("AMQP_USER") ++ ":" ++ os:getenv("AMQP_PASSWORD")),
Address = "http://" ++ os:getenv("AMQP_HOST") ++ ":${management}/api/definitions",
Headers = [{"authorization", "Basic " ++ Login}],
{ok, {{_, Status, _}, _, Body}} = httpc:request(${method}, ${request}, [], [{body_format, binary}]),
true = Status div 100 =:= 2,
${then}
halt().' -extra "$file"`;
}

const file = "hd(init:get_plain_arguments())";
const dump = ask("get", "{Address, Headers}", `ok = file:write_file(${file}, Body),`);
const restore = ask(
  "post",
  `{Address, Headers, "application/json", element(2, file:read_file(${file}))}`,
  "",
);

/** RabbitMQ, a StatefulSet of one pod, with its web interface. */
export function rabbitmq(scope: Scope, options: RabbitmqOptions): Database {
  const { name, size, storageClass, backup, user = name, webPort = management } = options;
  const { image = "docker.io/library/rabbitmq:4.1.4-management" } = options;
  const { requests = { cpu: "100m", memory: "256Mi" }, limits = { memory: "512Mi" } } = options;
  const password = passwordOf(scope, name);
  app(scope, {
    name,
    image,
    user: rabbitmqUser,
    ports: { amqp: port, management, prometheus: 15692 },
    environment: {
      RABBITMQ_DEFAULT_USER: user,
      // What it has written belongs to a name, which must not be that of a pod.
      RABBITMQ_NODENAME: "rabbit@localhost",
    },
    secrets: { RABBITMQ_DEFAULT_PASS: password },
    files: {
      // It takes the memory of its node for its own.
      "/etc/rabbitmq/conf.d/90-memory.conf": "vm_memory_high_watermark.absolute = 256MiB\n",
      "/etc/rabbitmq/conf.d/90-logs.conf": "log.console = true\nlog.file = false\n",
    },
    volumes: {
      // A key lies there that its owner alone may read; on a volume its group could, after a second start.
      home: { path: home, emptyDir: {} },
      // What it says of upgrades goes to a file even so.
      logs: { path: "/var/log/rabbitmq", emptyDir: {} },
      data: { path: `${home}/mnesia`, size, storageClass, perReplica: true },
    },
    metrics: { path: "/metrics", port: "prometheus" },
    requests,
    limits,
    stopSeconds: 120,
  });
  const web = `${name}-management`;
  scope.forward({
    name: web,
    localPort: webPort,
    service: name,
    port: management,
    protocol: "http",
  });
  const database = {
    name,
    host: name,
    port,
    database: "",
    user,
    password,
    pods: selectorOf(name),
    environment: {
      AMQP_HOST: name,
      AMQP_PORT: String(port),
      AMQP_USER: user,
      AMQP_URL: "amqp://$(AMQP_USER):$(AMQP_PASSWORD)@$(AMQP_HOST):$(AMQP_PORT)",
    },
    secrets: { AMQP_PASSWORD: password },
  };
  forwardTo(scope, options, database);
  // Its definitions are asked for at another door.
  const door = { ...database, port: management };
  if (backup) backUp(scope, door, backup, { image, user: rabbitmqUser, dump, restore });
  return database;
}
