import { homeAssistant, immich, longhorn, trivyOperator } from "../../../charts/index.ts";
import { app, mariadb, workload } from "../../../charts/workload.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { cluster, common, dumps, nas } from "./common.ts";
import { miniPc, pi, server } from "./machines.ts";
import { site } from "./site.ts";

/** Old games, played in the browser (seed 001:59). */
const emulation = workload("emulation", (scope) => {
  const database = mariadb(scope, {
    name: "romm-db",
    database: "romm",
    size: "5Gi",
    backup: dumps,
  });
  const key = scope.secret({ name: "romm", keys: ["auth-key"] });
  app(scope, {
    name: "romm",
    image: "docker.io/rommapp/romm:4.9.0",
    user: 1000,
    port: 8080,
    host: `games.${site.domain}`,
    nodes: [miniPc.name],
    databases: [database],
    environment: {
      DB_HOST: "$(MYSQL_HOST)",
      DB_NAME: "$(MYSQL_DATABASE)",
      DB_USER: "$(MYSQL_USER)",
      DB_PASSWD: "$(MYSQL_PASSWORD)",
    },
    secrets: { ROMM_AUTH_SECRET_KEY: { secret: key.name, key: "auth-key" } },
    privileges: { writableRoot: "its web server and its cache write beside its volumes" },
    volumes: {
      library: {
        path: "/romm/library",
        nfs: { server: nas, path: "/volume1/games" },
        reason: "games stand on the NAS",
      },
      saves: { path: "/romm/assets", size: "10Gi" },
      pictures: { path: "/romm/resources", size: "10Gi" },
    },
    internet: true,
    requests: { cpu: "200m", memory: "512Mi" },
    limits: { memory: "2Gi" },
  });
});

/** With a Raspberry Pi and a mini PC: Home Assistant moves to the one, what computes to the other. */
export const home = defineCluster({
  ...cluster,
  nodes: [server, pi, miniPc],
  secretsFromBootstrap: {
    ...cluster.secretsFromBootstrap,
    "emulation/romm": ["auth-key"],
    "emulation/romm-db": ["password"],
  },
  components: [
    ...common,
    longhorn({ replicas: 2, backupTarget: `nfs://${nas}:/volume1/backups` }),
    immich({
      host: `photos.${site.domain}`,
      photos: { nfs: { server: nas, path: "/volume1/photos" } },
      machineLearning: { nodes: [miniPc.name] },
      backup: dumps,
    }),
    homeAssistant({
      host: `home.${site.domain}`,
      node: pi.name,
      devices: { "/dev/serial/by-id/usb-zigbee": "the Zigbee stick" },
      discovery: true,
    }),
    emulation,
    // What runs here with known holes, as a dashboard: its scans have no room on the server alone.
    trivyOperator({ severity: "CRITICAL" }),
  ],
});
