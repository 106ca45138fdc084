import { k3s } from "../../../charts/distributions.ts";
import { mariadb, postgres, rabbitmq, valkey, workload } from "../../../charts/workload.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { fleetOf, node } from "../../support/fleet.ts";

/** A data service of the house, and how its own programs are told what to do in its pod. */
export interface DataService {
  /** Of its namespace, its app and what is kept in it. */
  readonly name: string;
  /** Makes what a dump has to bring back. */
  readonly fill: string;
  /** Changes that again, so that no dump is of now. */
  readonly change: string;
  /** Tells all of it. */
  readonly read: string;
}

const psql = "psql --username=shop_db --dbname=shop_db --no-align --tuples-only --quiet --command";
const mariadbClient =
  'MYSQL_PWD="$MARIADB_PASSWORD" mariadb --host=127.0.0.1 --user=wiki_db --batch wiki_db --execute';
const valkeyClient = 'REDISCLI_AUTH="$VALKEY_PASSWORD" valkey-cli';

export const dataServices: readonly DataService[] = [
  {
    name: "shop-db",
    fill: `${psql} "CREATE TABLE orders (id serial PRIMARY KEY, what text UNIQUE); INSERT INTO orders (what) SELECT md5(i::text) FROM generate_series(1, 1000) AS i"`,
    change: `${psql} "DELETE FROM orders WHERE id > 10"`,
    read: `${psql} "SELECT count(*), md5(string_agg(what, ',' ORDER BY id)), nextval('orders_id_seq') > 1000 FROM orders"`,
  },
  {
    name: "wiki-db",
    fill: `${mariadbClient} "CREATE TABLE pages (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(40) UNIQUE); INSERT INTO pages (what) SELECT MD5(seq) FROM seq_1_to_1000; CREATE VIEW last AS SELECT MAX(id) AS id FROM pages"`,
    change: `${mariadbClient} "DELETE FROM pages WHERE id > 10"`,
    read: `${mariadbClient} "SELECT COUNT(*), MD5(GROUP_CONCAT(what ORDER BY id)) FROM pages; SELECT id FROM last"`,
  },
  {
    name: "queue",
    fill: `${valkeyClient} SET "a key" kept && ${valkeyClient} -n 3 HSET fields one 1 two 2 && ${valkeyClient} SET brief 1 EX 100000`,
    change: `${valkeyClient} SET "a key" lost && ${valkeyClient} SET later 1`,
    read: `${valkeyClient} KEYS "*" | sort; ${valkeyClient} GET "a key"; ${valkeyClient} -n 3 HGETALL fields; ${valkeyClient} TTL brief | sed "s/^[1-9][0-9]*$/ends/"`,
  },
  {
    name: "post",
    fill: `rabbitmqctl --quiet add_vhost shop && rabbitmqctl --quiet add_user clerk "$RABBITMQ_DEFAULT_PASS" && rabbitmqctl --quiet set_permissions --vhost shop clerk ".*" ".*" ".*" && rabbitmqctl --quiet set_permissions --vhost shop "$RABBITMQ_DEFAULT_USER" ".*" ".*" ".*" && rabbitmqctl --quiet eval 'rabbit_amqqueue:declare(rabbit_misc:r(<<"shop">>, queue, <<"orders">>), true, false, [], none, <<"house">>).'`,
    change: "rabbitmqctl --quiet delete_user clerk",
    read: "rabbitmqctl --quiet list_users; rabbitmqctl --quiet list_queues --vhost shop name durable; rabbitmqctl --quiet list_permissions --vhost shop",
  },
];

const size = "200Mi";
/** No time of a run. */
const backup = { schedule: "0 0 29 2 *", size } as const;

/** A server and an agent, and each kind of data service with dumps. */
export function databasesFleet(): Fleet {
  const [shop, wiki, queue, post] = dataServices.map(({ name }) => name) as [
    string,
    string,
    string,
    string,
  ];
  return fleetOf({
    cluster: {
      kubernetes: {
        distribution: k3s,
        version: "v1.36.1+k3s1",
        bundled: ["coredns", "flannel", "local-storage"],
      },
      // Of the API server, which is on no node here.
      endpoint: "10.0.0.9",
      nodes: [node("home-1", "10.0.0.11", "control-plane"), node("home-2", "10.0.0.12")],
      ingress: undefined,
      loadBalancer: "10.0.0.110-10.0.0.111",
      secretsFromBootstrap: Object.fromEntries(
        dataServices.map(({ name }) => [`${name}/${name}`, ["password"]]),
      ),
      components: [
        workload(shop, (scope) => void postgres(scope, { name: shop, size, backup })),
        workload(wiki, (scope) => void mariadb(scope, { name: wiki, size, backup })),
        workload(queue, (scope) => void valkey(scope, { name: queue, size, backup })),
        workload(post, (scope) => void rabbitmq(scope, { name: post, size, backup })),
      ],
    },
  });
}
