import type { Scope } from "../../../lib/model/scope.ts";
import { app } from "../app/app.ts";
import type { Database } from "../app/database.ts";
import { selectorOf } from "../app/options.ts";
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
}

const port = 5672;
const management = 15672;
/** Of the image's user `rabbitmq`. */
const rabbitmqUser = 999;
const home = "/var/lib/rabbitmq";

/** RabbitMQ, a StatefulSet of one pod, with its web interface. */
export function rabbitmq(scope: Scope, options: RabbitmqOptions): Database {
  const { name, size, storageClass, user = name, webPort = management } = options;
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
    // It takes the memory of its node for its own.
    files: {
      "/etc/rabbitmq/conf.d/90-memory.conf": "vm_memory_high_watermark.absolute = 256MiB\n",
    },
    volumes: {
      // A key lies there that its owner alone may read; on a volume its group could, after a second start.
      home: { path: home, emptyDir: {} },
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
  forwardTo(scope, options, { host: name, port });
  return {
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
}
