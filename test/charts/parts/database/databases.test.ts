import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ApiObject } from "cdk8s";
import { describe, expect, it } from "vitest";
import {
  app,
  cronJob,
  mariadb,
  mongodb,
  postgres,
  rabbitmq,
  valkey,
} from "../../../../charts/workload.ts";
import type { PostgresOperator } from "../../../../charts/parts/database/operator.ts";
import type { Build } from "../../../../charts/workload.ts";
import type { Change } from "../../../support/fleet.ts";
import { component } from "../../../support/fleet.ts";
import { basic, made } from "../app/forms.ts";

const sound = (build: Build, change?: Change) => {
  const all = made(build, change);
  expect(all.problems).toEqual([]);
  return all;
};
const envOf = (workload: { spec: { template: { spec: { containers: { env: object[] }[] } } } }) =>
  workload.spec.template.spec.containers[0]!.env;
const password = { secretKeyRef: { name: "db", key: "password" } };

describe("a database of an app", () => {
  const build: Build = (scope) => {
    const database = postgres(scope, { name: "db", size: "5Gi" });
    app(scope, {
      ...basic,
      port: 8080,
      databases: [database],
      environment: { SHOP_DSN: "$(DATABASE_URL)?sslmode=disable" },
    });
  };

  it("is a StatefulSet of one pod on a volume, with a password out of the secret store", () => {
    const { of } = sound(build);
    const { spec } = of("StatefulSet", "db");
    expect(spec.replicas).toBe(1);
    expect(spec.volumeClaimTemplates).toMatchObject([
      { spec: { resources: { requests: { storage: "5Gi" } } } },
    ]);
    expect(envOf(of("StatefulSet", "db"))).toContainEqual({
      name: "POSTGRES_PASSWORD",
      valueFrom: password,
    });
    expect(spec.template.spec.containers[0]).toMatchObject({
      image: expect.stringMatching(/^docker\.io\/library\/postgres:18\./),
      readinessProbe: {
        exec: { command: ["pg_isready", "-h", "127.0.0.1", "-d", "db", "-U", "db"] },
      },
      securityContext: { readOnlyRootFilesystem: true },
    });
    expect(of("Service", "db").spec.ports).toMatchObject([{ port: 5432 }]);
  });

  it("gives the app its variables, each behind those that it names", () => {
    expect(envOf(sound(build).of("Deployment"))).toEqual([
      { name: "PGHOST", value: "db" },
      { name: "PGPORT", value: "5432" },
      { name: "PGDATABASE", value: "db" },
      { name: "PGUSER", value: "db" },
      { name: "PGPASSWORD", valueFrom: password },
      {
        name: "DATABASE_URL",
        value: "postgresql://$(PGUSER):$(PGPASSWORD)@$(PGHOST):$(PGPORT)/$(PGDATABASE)",
      },
      { name: "SHOP_DSN", value: "$(DATABASE_URL)?sslmode=disable" },
    ]);
  });

  it("lets the app in and nobody else, and the app out to it", () => {
    const { of } = sound(build);
    expect(of("NetworkPolicy", "db").spec.ingress).toEqual([]);
    expect(of("NetworkPolicy", "db-from-shop").spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "db" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "shop" } } }],
          ports: [{ port: 5432, protocol: "TCP" }],
        },
      ],
    });
    expect(of("NetworkPolicy").spec.egress[1]).toEqual({
      to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "db" } } }],
      ports: [{ port: 5432, protocol: "TCP" }],
    });
  });

  it("is told where nobody keeps its password", () => {
    const { problems } = made(build, { cluster: { secretsFromBootstrap: {} } });
    expect(problems).toContain(
      'home/shop: asks for Secret "db", but nothing in this cluster provides secret-store; add a component that does or list "shop/db" in secretsFromBootstrap',
    );
  });

  it("is one of a kind, whose variables do not meet another's", () => {
    const { problems } = made((scope) => {
      const databases = [
        postgres(scope, { name: "db", size: "5Gi" }),
        postgres(scope, { name: "cache", size: "5Gi" }),
      ];
      app(scope, { ...basic, databases });
    });
    expect(problems).toEqual([
      'home/shop: app "shop" has variable PGHOST of databases "db" and "cache"; list one of them, and give it the other by environment and allowTo',
    ]);
  });

  it("may be asked by a job", () => {
    const { of } = sound((scope) => {
      const database = postgres(scope, { name: "db", size: "5Gi" });
      cronJob(scope, { ...basic, schedule: "@daily", databases: [database] });
    });
    expect(of("NetworkPolicy", "db-from-shop")).toBeDefined();
  });
});

describe("postgres", () => {
  const names = { name: "db", size: "5Gi", database: "notes", user: "writer" };

  it("is called as asked", () => {
    const { of } = sound((scope) => void postgres(scope, { ...names, image: "a.example/pg:17.2" }));
    expect(of("StatefulSet", "db").spec.template.spec.containers[0].image).toBe(
      "a.example/pg:17.2",
    );
    expect(envOf(of("StatefulSet", "db"))).toEqual(
      expect.arrayContaining([
        { name: "POSTGRES_DB", value: "notes" },
        { name: "POSTGRES_USER", value: "writer" },
      ]),
    );
  });

  it("is dumped by schedule, a dump being whole or not there", () => {
    const backup = { schedule: "0 3 * * *", size: "10Gi", keepDays: 3 };
    const { of } = sound((scope) => void postgres(scope, { ...names, backup }));
    const { schedule, jobTemplate } = of("CronJob", "db-backup").spec;
    expect(schedule).toBe("0 3 * * *");
    const [{ command, env }] = jobTemplate.spec.template.spec.containers;
    expect(command[2].split("\n").slice(0, 6)).toEqual([
      "set -eu",
      'if [ -z "${RESTORE:-}" ]; then',
      "file=/backup/`date +%Y-%m-%d-%H%M`.part",
      'pg_dump --format=custom --file="$file"',
      'mv "$file" "${file%.part}.dump"',
      "find /backup -name '*.dump' -mtime +3 -exec rm {} +",
    ]);
    expect(env).toContainEqual({ name: "PGPASSWORD", valueFrom: password });
    expect(of("PersistentVolumeClaim", "db-backup-dumps")).toBeDefined();
    expect(of("NetworkPolicy", "db-from-db-backup")).toBeDefined();
  });

  it("is restored from the newest dump that is not younger than asked for", () => {
    const backup = { schedule: "0 3 * * *", size: "10Gi" };
    const { of } = sound((scope) => void postgres(scope, { ...names, backup }));
    const [{ command }] = of("CronJob", "db-backup").spec.jobTemplate.spec.template.spec.containers;
    const directory = mkdtempSync(join(tmpdir(), "dumps-"));
    const restored = (RESTORE: string): string => {
      // What restores says which file it was given.
      const script = (command[2] as string)
        .replaceAll("/backup", directory)
        .replace("pg_restore", "echo");
      const env = { PATH: process.env["PATH"], PGDATABASE: "notes", RESTORE };
      const { status, stdout } = spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
      return status === 0 ? basename(stdout.trim().split(" ").at(-1)!) : "none";
    };
    try {
      expect(restored("9999")).toBe("none");
      for (const day of [1, 2, 3]) writeFileSync(join(directory, `2026-11-0${day}-0300.dump`), "");
      writeFileSync(join(directory, "2026-11-04-0300.part"), "");
      expect(restored("9999")).toBe("2026-11-03-0300.dump");
      expect(restored("2026-11-02-0300")).toBe("2026-11-02-0300.dump");
      expect(restored("2026-11-02-0259")).toBe("2026-11-01-0300.dump");
      expect(restored("2026-10-31-2300")).toBe("none");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("has several servers only where somebody keeps them equal", () => {
    const { problems } = made((scope) => void postgres(scope, { ...names, instances: 3 }));
    expect(problems).toEqual([
      'home/shop: database "db" has 3 instances, which only an operator keeps equal; drop instances or add a component that provides postgres-operator',
    ]);
  });

  it("is the operator's to make where the cluster has one", () => {
    const asked: object[] = [];
    const operator: PostgresOperator = {
      database(scope, request) {
        asked.push(request);
        new ApiObject(scope, `${request.name}-cluster`, {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: `${request.name}-app` },
          data: { password: "" },
        });
        return {
          host: `${request.name}-rw`,
          password: { secret: `${request.name}-app`, key: "password" },
          pods: { "operator.example/cluster": request.name },
        };
      },
    };
    const { of, titles } = made(
      (scope) => {
        const database = postgres(scope, { ...names, instances: 3 });
        app(scope, { ...basic, databases: [database] });
      },
      { components: [component("operator", { provides: { "postgres-operator": operator } })] },
    );
    expect(asked[0]).toEqual({
      name: "db",
      database: "notes",
      user: "writer",
      instances: 3,
      size: "5Gi",
      storageClass: undefined,
      requests: undefined,
      limits: undefined,
    });
    expect(titles.filter((title) => title.startsWith("StatefulSet"))).toEqual([]);
    expect(envOf(of("Deployment"))).toEqual(
      expect.arrayContaining([
        { name: "PGHOST", value: "db-rw" },
        { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: "db-app", key: "password" } } },
      ]),
    );
    expect(of("NetworkPolicy", "db-from-shop").spec.podSelector).toEqual({
      matchLabels: { "operator.example/cluster": "db" },
    });
  });
});

describe("mariadb", () => {
  it("gives the app its variables and is dumped by schedule", () => {
    const { of } = sound((scope) => {
      const backup = { schedule: "@daily", size: "5Gi" };
      const database = mariadb(scope, { name: "db", size: "5Gi", backup });
      app(scope, { ...basic, databases: [database] });
    });
    expect(envOf(of("StatefulSet", "db"))).toEqual(
      expect.arrayContaining([
        { name: "MARIADB_DATABASE", value: "db" },
        { name: "MARIADB_PASSWORD", valueFrom: password },
      ]),
    );
    expect(envOf(of("Deployment"))).toEqual(
      expect.arrayContaining([
        { name: "MYSQL_HOST", value: "db" },
        { name: "MYSQL_PASSWORD", valueFrom: password },
      ]),
    );
    const { command } = of("CronJob", "db-backup").spec.jobTemplate.spec.template.spec
      .containers[0];
    expect(command[2]).toContain("mariadb-dump");
    expect(command[2]).toContain('"$MYSQL_DATABASE" <"$file"');
  });
});

describe("valkey", () => {
  it("forgets when it stops, unless it has a volume", () => {
    const cache = sound((scope) => void valkey(scope, { name: "cache" }));
    expect(cache.of("Deployment", "cache").spec.template.spec.containers[0].args).toEqual([
      "--save",
      "",
      "--requirepass",
      "$(VALKEY_PASSWORD)",
    ]);
    const queue = sound((scope) => void valkey(scope, { name: "cache", size: "1Gi" }));
    expect(queue.of("StatefulSet", "cache").spec.template.spec.containers[0].args).toEqual(
      expect.arrayContaining(["--appendonly", "yes"]),
    );
  });

  it("hands its keys over with the password that it asks for, and without one", () => {
    const script = (asks?: false): string => {
      const backup = { schedule: "@daily", size: "1Gi" };
      const options = { name: "cache", password: asks, backup };
      const { of } = sound((scope) => void valkey(scope, options));
      return of("CronJob", "cache-backup").spec.jobTemplate.spec.template.spec.containers[0]
        .command[2];
    };
    expect(script()).toContain('"$REDIS_HOST" "$REDIS_PORT" AUTH "$REDIS_PASSWORD"`');
    expect(script(false)).not.toContain("PASSWORD");
  });

  it("asks for a password, or leaves it to its policy", () => {
    const variables = (asks?: false) =>
      envOf(
        sound((scope) => {
          const cache = valkey(scope, { name: "cache", password: asks });
          app(scope, { ...basic, databases: [cache] });
        }).of("Deployment"),
      );
    expect(variables()).toContainEqual({
      name: "REDIS_URL",
      value: "redis://:$(REDIS_PASSWORD)@$(REDIS_HOST):$(REDIS_PORT)",
    });
    expect(variables(false)).toEqual([
      { name: "REDIS_HOST", value: "cache" },
      { name: "REDIS_PORT", value: "6379" },
      { name: "REDIS_URL", value: "redis://$(REDIS_HOST):$(REDIS_PORT)" },
    ]);
  });
});

describe("mongodb", () => {
  const build: Build = (scope) => {
    const backup = { schedule: "0 3 * * *", size: "10Gi" };
    const database = mongodb(scope, { name: "db", size: "5Gi", database: "notes", backup });
    app(scope, { ...basic, databases: [database] });
  };

  it("is made with a user and a password, and takes no more memory than it is given", () => {
    const { of } = sound(build);
    const [container] = of("StatefulSet", "db").spec.template.spec.containers;
    expect(container.args).toEqual(["--wiredTigerCacheSizeGB", "0.25"]);
    expect(container.env).toEqual([
      { name: "MONGO_INITDB_DATABASE", value: "notes" },
      { name: "MONGO_INITDB_ROOT_USERNAME", value: "notes" },
      { name: "MONGO_INITDB_ROOT_PASSWORD", valueFrom: password },
    ]);
  });

  it("gives the app one address that says where its user is known", () => {
    expect(envOf(sound(build).of("Deployment"))).toContainEqual({
      name: "MONGODB_URL",
      value:
        "mongodb://$(MONGODB_USER):$(MONGODB_PASSWORD)@$(MONGODB_HOST):$(MONGODB_PORT)/$(MONGODB_DATABASE)?authSource=admin",
    });
  });

  it("is dumped as a whole", () => {
    const { jobTemplate } = sound(build).of("CronJob", "db-backup").spec;
    const [{ command }] = jobTemplate.spec.template.spec.containers;
    expect(command[2]).toContain('mongodump --quiet --gzip --archive="$file" --uri="$MONGODB_URL"');
    expect(command[2]).toContain('mongorestore --quiet --gzip --archive="$file" --drop');
  });
});

describe("rabbitmq", () => {
  const build: Build = (scope) => {
    const database = rabbitmq(scope, { name: "db", size: "2Gi", user: "shop" });
    app(scope, { ...basic, databases: [database] });
  };

  it("keeps its queues under a name that stays, and its key off the volume", () => {
    const { of } = sound(build);
    const { volumes, containers } = of("StatefulSet", "db").spec.template.spec;
    expect(volumes).toContainEqual({ name: "home", emptyDir: {} });
    expect(containers[0].volumeMounts).toContainEqual({
      name: "data",
      mountPath: "/var/lib/rabbitmq/mnesia",
    });
    expect(containers[0].env).toContainEqual({
      name: "RABBITMQ_NODENAME",
      value: "rabbit@localhost",
    });
  });

  it("lets what dumps its definitions in to another port alone", () => {
    const backup = { schedule: "@daily", size: "1Gi" };
    const { of } = sound((scope) => void rabbitmq(scope, { name: "db", size: "2Gi", backup }));
    expect(of("NetworkPolicy", "db-from-db-backup").spec.ingress).toMatchObject([
      { ports: [{ port: 15672 }] },
    ]);
  });

  it("gives the app its address, and a way in to its port alone", () => {
    const { of } = sound(build);
    expect(envOf(of("Deployment"))).toContainEqual({
      name: "AMQP_URL",
      value: "amqp://$(AMQP_USER):$(AMQP_PASSWORD)@$(AMQP_HOST):$(AMQP_PORT)",
    });
    expect(of("NetworkPolicy", "db-from-shop").spec.ingress).toMatchObject([
      { ports: [{ port: 5672 }] },
    ]);
  });
});
