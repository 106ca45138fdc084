import { join } from "node:path";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { podTemplateOf } from "../../../lib/order/references/pod.ts";
import { planOf } from "../plans.ts";
import type { DataService } from "./databases.ts";
import { dataServices } from "./databases.ts";
import type { Image } from "./images.ts";
import { busybox, pathOf } from "./images.ts";

/** Of Debian: what the data services' own images hold in later versions. */
export const databasePackages = [
  "postgresql-15",
  "postgresql-client-15",
  "mariadb-server-core",
  "mariadb-client-core",
  "mariadb-client",
  "rabbitmq-server",
  "erlang-base",
  "erlang-inets",
];

/** The images of the data services, each with an entrypoint that takes the variables of the real one. */
export async function databaseImages(cluster: Cluster, root: string): Promise<readonly Image[]> {
  const makers = [postgresImage, mariadbImage, valkeyImage, rabbitmqImage];
  return Promise.all(
    dataServices.map(async (service, i) => makers[i]!(imageOf(cluster, service), root)),
  );
}

/** As its component asks for it. */
function imageOf(cluster: Cluster, { name }: DataService): string {
  const manifests = planOf(cluster).components.flatMap((component) => component.manifests);
  const found = manifests.find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === name,
  )!;
  return podTemplateOf(found)!.spec.containers[0]!.image!;
}

const user = (name: string): string => `root:x:0:0::/:/bin/sh\n${name}:x:999:999::/:/bin/sh\n`;
const libraries = (root: string): string => join(root, "usr/lib/x86_64-linux-gnu");

/** Makes the database on an empty volume, as docker-entrypoint.sh does. */
const startPostgres = `#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "$POSTGRES_PASSWORD" >/tmp/password
  initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE \\"$POSTGRES_DB\\"" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -c listen_addresses="*" "$@"
`;

function postgresImage(name: string, root: string): Promise<Image> {
  const home = "usr/lib/postgresql/15";
  const share = "usr/share/postgresql/15";
  return busybox(name, {
    entrypoint: ["/bin/start"],
    environment: { PATH: `/${home}/bin:/bin` },
    folders: {
      [`${home}/bin`]: join(root, home, "bin"),
      [share]: join(root, share),
    },
    programs: Object.fromEntries(
      ["dict_snowball.so", "plpgsql.so"].map((file) => {
        const path = `${home}/lib/${file}`;
        return [path, join(root, path)];
      }),
    ),
    libraries: libraries(root),
    texts: { "bin/start": startPostgres, "etc/passwd": user("postgres") },
  });
}

const startMariadb = `#!/bin/sh
set -eu
if [ ! -d /var/lib/mysql/mysql ]; then
  mariadb-install-db --basedir=/usr --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db
  mariadbd --bootstrap --datadir=/var/lib/mysql <<END
CREATE DATABASE \\\`$MARIADB_DATABASE\\\`;
FLUSH PRIVILEGES;
CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';
GRANT ALL ON \\\`$MARIADB_DATABASE\\\`.* TO '$MARIADB_USER'@'%';
END
fi
exec mariadbd --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock --bind-address=0.0.0.0
`;

/** As healthcheck.sh does it with a user of its own. */
const askMariadb = `#!/bin/sh
exec mariadb --socket=/run/mysqld/mysqld.sock --user=root --execute "SELECT 1"
`;

function mariadbImage(name: string, root: string): Promise<Image> {
  const programs = [
    "mariadb",
    "mariadb-dump",
    "mariadb-install-db",
    "my_print_defaults",
    "resolveip",
  ];
  return busybox(name, {
    entrypoint: ["/bin/start"],
    environment: { PATH: "/bin:/usr/bin:/usr/sbin" },
    folders: { "usr/share/mysql": join(root, "usr/share/mysql") },
    programs: {
      "usr/sbin/mariadbd": join(root, "usr/sbin/mariadbd"),
      ...Object.fromEntries(
        programs.map((program) => [`usr/bin/${program}`, join(root, "usr/bin", program)]),
      ),
    },
    libraries: libraries(root),
    texts: {
      "bin/start": startMariadb,
      "bin/healthcheck.sh": askMariadb,
      "etc/passwd": user("mysql"),
    },
  });
}

/** Valkey began as this version of Redis, and takes the same options. */
async function valkeyImage(name: string): Promise<Image> {
  return busybox(name, {
    programs: {
      "bin/valkey-cli": await pathOf("redis-cli"),
      "bin/valkey-server": await pathOf("redis-server"),
    },
  });
}

function rabbitmqImage(name: string, root: string): Promise<Image> {
  return busybox(name, {
    entrypoint: ["rabbitmq-server"],
    environment: {
      PATH: "/usr/lib/rabbitmq/bin:/usr/lib/erlang/bin:/bin",
      HOME: "/var/lib/rabbitmq",
      LANG: "C.UTF-8",
    },
    folders: {
      "usr/lib/erlang": join(root, "usr/lib/erlang"),
      "usr/lib/rabbitmq": join(root, "usr/lib/rabbitmq"),
    },
    programs: {},
    libraries: libraries(root),
    texts: {
      "etc/passwd": user("rabbitmq"),
      "etc/rabbitmq/conf.d/10-defaults.conf": "log.console = true\n",
      "etc/rabbitmq/enabled_plugins": "[rabbitmq_management,rabbitmq_prometheus].\n",
    },
  });
}
