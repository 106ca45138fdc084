import { defineComponent } from "../../lib/model/component.ts";
import { app } from "../parts/app/app.ts";

export interface WireguardOptions {
  /** Address on the network of the house, to which the router hands what comes from outside. */
  readonly address: string;
  /** UDP. @default 51820 */
  readonly port?: number;
  /** Networks that peers reach, as `192.168.1.0/24`. @default all of the site */
  readonly reach?: readonly string[];
}

/** With which the init system of its image hands over its files. */
const start = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"];
const directory = "/config/wg_confs";

/**
 * Lets you into the house from outside. Key `wg0.conf` of its Secret is its configuration, with a section for each peer,
 * `ListenPort` as its port, and masquerading as `PostUp`: `iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE`.
 */
export const wireguard = defineComponent({
  name: "wireguard",
  layer: "networking",
  about: { docs: "https://docs.linuxserver.io/images/docker-wireguard/" },
  namespace: "wireguard",
  podSecurity: "restricted",
  needs: {
    "load-balancer": "the router hands what comes to an address of the house",
    "secret-store": "its configuration has the keys of its peers",
  },

  *check({ port = 51820 }: WireguardOptions) {
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      yield `has port ${port}, which is none; write a whole number from 1 to 65535`;
  },

  objects(scope, { address, port = 51820, reach }) {
    const image = "lscr.io/linuxserver/wireguard:1.0.20250521";
    const secret = scope.secret({ name: "wireguard", keys: ["wg0.conf"] });
    const networks = reach ?? Object.values(scope.cluster.site.networks).map(({ cidr }) => cidr);
    app(scope, {
      name: "wireguard",
      image,
      ports: { wireguard: { port, protocol: "UDP" } },
      services: {
        "wireguard-house": { type: "LoadBalancer", address, trafficPolicy: "Local" },
      },
      privileges: {
        root: "it makes an interface of the network",
        capabilities: {
          add: [...start, "NET_ADMIN", "NET_RAW"],
          reason: "it makes an interface of the network, and starts as root",
        },
        writableRoot: "its start script writes beside its configuration",
      },
      init: {
        // Of the pod's own network; a kubelet takes it from a pod's settings only where it is told to.
        forwarding: {
          image,
          command: ["sysctl", "-w", "net.ipv4.ip_forward=1"],
          privileges: { root: "it sets up the network", privileged: "it lets packets through" },
          requests: { cpu: "10m", memory: "16Mi" },
        },
      },
      secretFiles: { [`${directory}/wg0.conf`]: { secret: secret.name, key: "wg0.conf" } },
      allowToAddresses: networks.map((cidr) => ({ cidr })),
      internet: true,
      requests: { cpu: "20m", memory: "32Mi" },
      limits: { memory: "128Mi" },
    });
  },
});
