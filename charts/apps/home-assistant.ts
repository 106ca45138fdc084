import { app, hostNeeds } from "../parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";

export interface HomeAssistantOptions {
  /** Hostname that it is served at. */
  readonly host: string;
  /** Node that it runs on; one with a stick names it. @default any */
  readonly node?: string;
  /** Sticks of that node, such as `/dev/serial/by-id/usb-...`, to what each is for. */
  readonly devices?: Readonly<Record<string, string>>;
  /** Stands on the network of its node, where it finds devices by broadcast. @default false */
  readonly discovery?: boolean;
  /** Of the image. @default "2026.7.4" */
  readonly version?: string;
  /** Of the volume with settings and history. @default "10Gi" */
  readonly size?: string;
}

const name = "home-assistant";
const settings = "/defaults/configuration.yaml";

/** Runs the house. Whoever opens it first owns it. */
export const homeAssistant = defineComponent({
  name,
  layer: "apps",
  about: {
    docs: "https://www.home-assistant.io/docs/",
    login: "Whoever opens it first makes the first user.",
  },
  namespace: name,
  podSecurity: "restricted",
  needs: hostNeeds,

  *check({ node, devices = {} }: HomeAssistantOptions, { nodes }) {
    const [device] = Object.keys(devices);
    if (device !== undefined && node === undefined && nodes.length > 1)
      yield `has device "${device}" and no node; set node to the one that it is plugged into`;
  },

  objects(scope, options) {
    const { host, node, devices, discovery, version = "2026.7.4", size = "10Gi" } = options;
    const image = `ghcr.io/home-assistant/home-assistant:${version}`;
    app(scope, {
      name,
      image,
      port: 8123,
      host,
      nodes: node === undefined ? undefined : [node],
      privileges: {
        root: "its init system runs as root",
        writableRoot: "it installs what integrations need",
        ...(devices && { devices }),
        ...(discovery && { hostNetwork: "it finds devices by broadcast" }),
      },
      volumes: { config: { path: "/config", size } },
      init: {
        settings: {
          image,
          command: ["sh", "-c"],
          args: [
            `cd /config; [ -e configuration.yaml ] || cp ${settings} .; touch automations.yaml scenes.yaml scripts.yaml`,
          ],
          files: { [settings]: firstSettings(scope.cluster) },
          mounts: { config: "/config" },
          privileges: { root: "the volume is root's" },
        },
      },
      health: "/manifest.json",
      // A new version changes the history first.
      probes: { startup: { failureThreshold: 120 } },
      // MQTT, cameras and lamps stand in the house.
      allowToAddresses: Object.values(scope.cluster.site.networks).map(({ cidr }) => ({ cidr })),
      internet: true,
      requests: { cpu: "100m", memory: "384Mi" },
      limits: { memory: "2Gi" },
    });
    scope.probe({ name, url: `https://${host}/manifest.json` });
  },
});

/** What it would make itself, and who its Ingress is: others than those it refuses with 400. */
function firstSettings({ podCidr, nodes }: ClusterData): string {
  const proxies = [podCidr, ...nodes.map(({ address }) => `${address}/32`)];
  return `default_config:
automation: !include automations.yaml
scene: !include scenes.yaml
script: !include scripts.yaml
http:
  use_x_forwarded_for: true
  trusted_proxies:
${proxies.map((one) => `    - ${one}\n`).join("")}`;
}
