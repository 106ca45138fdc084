import { defineComponent } from "../../lib/model/component.ts";
import { app } from "../parts/app/app.ts";
import { brokerSettings, collectorSettings } from "../parts/mqtt.ts";

export interface MqttOptions {
  /** Address of the broker on the network of the house, for sensors and plugs. @default the cluster alone */
  readonly address?: string;
  /** Topics whose messages become metrics. @default ["sensors/#"] */
  readonly topics?: readonly string[];
  /** What a message is: one number, or JSON with numbers. @default "json" */
  readonly format?: "json" | "value";
  /** Size of the volume with retained messages. @default "1Gi" */
  readonly size?: string;
  /** Names of nodes that it may run on. @default any */
  readonly nodes?: readonly string[];
}

const name = "mqtt";
const port = 1883;
const files = { broker: "/mosquitto/config/mosquitto.conf", passwords: "/mosquitto/passwords" };
const settings = "/etc/telegraf/telegraf.conf";

/**
 * A broker of MQTT, and a collector that makes metrics of what sensors send. Secret `mqtt` has `passwords`, a file of
 * `mosquitto_passwd` with all users, and `username` and `password` of the collector.
 */
export const mqtt = defineComponent({
  name,
  layer: "apps",
  about: {
    docs: "https://mosquitto.org/documentation/",
    login: { secret: "mqtt", keys: ["username", "password"] },
  },
  namespace: name,
  podSecurity: "restricted",
  needs: { "secret-store": "its users have passwords" },
  traffic: { from: [{ who: "anyone", ports: [port], why: "who has a password is its client" }] },

  objects(scope, options: MqttOptions) {
    const { address, topics = ["sensors/#"], format = "json", size = "1Gi", nodes } = options;
    const { name: secret } = scope.secret({ name, keys: ["passwords", "username", "password"] });
    const requests = { cpu: "20m", memory: "32Mi" };
    app(scope, {
      name: "broker",
      image: "docker.io/library/eclipse-mosquitto:2.1.2-alpine",
      user: 1883,
      nodes,
      ports: { mqtt: port },
      services: address
        ? { "mqtt-house": { type: "LoadBalancer", address, trafficPolicy: "Local" } }
        : undefined,
      files: { [files.broker]: brokerSettings(port, files.passwords) },
      secretFiles: { [files.passwords]: { secret, key: "passwords" } },
      volumes: { data: { path: "/mosquitto/data", size } },
      allowFrom: ["collector"],
      requests,
      limits: { memory: "128Mi" },
    });
    app(scope, {
      name: "collector",
      image: "docker.io/library/telegraf:1.39.3-alpine",
      nodes,
      command: ["telegraf"],
      args: ["--config", settings],
      ports: { metrics: 9273 },
      files: { [settings]: collectorSettings(`tcp://broker:${port}`, topics, format) },
      secrets: {
        MQTT_USERNAME: { secret, key: "username" },
        MQTT_PASSWORD: { secret, key: "password" },
      },
      health: { path: "/metrics", port: "metrics" },
      metrics: { path: "/metrics", port: "metrics" },
      allowTo: ["broker"],
      requests: { cpu: "20m", memory: "64Mi" },
      limits: { memory: "256Mi" },
    });
  },
});
