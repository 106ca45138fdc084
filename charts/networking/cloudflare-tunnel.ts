import { defineComponent } from "../../lib/model/component.ts";
import { app } from "../parts/app/app.ts";
import { publicDns, publicTarget, tunnelConfiguration } from "../parts/cloudflare.ts";
import { monitored } from "../parts/monitoring.ts";

export interface CloudflareTunnelOptions {
  /** Id of the tunnel, as `cloudflared tunnel create homelab` prints it; the file that it writes is its Secret. */
  readonly tunnel: string;
  /** Zone of Cloudflare whose records lead into it. @default the site's domain */
  readonly zone?: string;
  /** `false`: certificates of the cluster's Ingress may be of an authority of your own. @default true */
  readonly verify?: boolean;
}

const directory = "/etc/cloudflared";
const metrics = 2000;

/**
 * Serves to the internet what says `exposure: "public"`, and nothing else: no port of the house is open. Records of their
 * hosts are written into Cloudflare's DNS; inside the house names lead where they did.
 */
export const cloudflareTunnel = defineComponent({
  name: "cloudflare-tunnel",
  layer: "networking",
  about: {
    docs: "https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/",
  },
  namespace: "cloudflare-tunnel",
  podSecurity: "restricted",
  needs: {
    ingress: "what comes through the tunnel is handed to it",
    "secret-store": "Cloudflare knows it by a key, and lets it write records by a token",
  },
  provides: {
    "public-ingress": (_, { tunnel }: CloudflareTunnelOptions) => ({
      annotations: { [publicTarget]: `${tunnel}.cfargotunnel.com` },
    }),
  },
  chart: "external-dns",
  kinds: { "externaldns.k8s.io/*": {} },

  traffic: (scope) => ({
    to: [
      { who: "api-server" },
      { who: "internet" },
      { namespace: scope.from("ingress").namespace },
    ],
  }),

  *check({ tunnel }) {
    if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(tunnel ?? "")) return;
    yield `has tunnel "${tunnel}", not the id of one; write what "cloudflared tunnel list" shows`;
  },

  values: (scope, { zone = scope.cluster.site.domain }) => ({
    ...publicDns(scope, zone),
    serviceMonitor: { enabled: monitored(scope) },
  }),

  objects(scope, options) {
    const { service, namespace } = scope.from("ingress");
    if (service === undefined)
      scope.complain(
        "hands what comes to the Service of what provides ingress, which has no name of it; add a component that says so, such as traefik",
      );
    const key = scope.secret({ name: "tunnel", keys: ["credentials.json"] });
    app(scope, {
      name: "cloudflared",
      image: "docker.io/cloudflare/cloudflared:2026.8.2",
      ports: { metrics },
      critical: true,
      args: ["tunnel", "--no-autoupdate", "--config", `${directory}/config.yaml`, "run"],
      files: {
        [`${directory}/config.yaml`]: tunnelConfiguration(
          { ...options, zone: options.zone ?? scope.cluster.site.domain },
          { service: `${service ?? "ingress"}.${namespace}.svc`, directory, metrics },
        ),
      },
      secretFiles: {
        [`${directory}/credentials.json`]: { secret: key.name, key: "credentials.json" },
      },
      metrics: { path: "/metrics", port: "metrics" },
      // Without the internet it is not ready, and a new start would not help.
      health: { tcp: "metrics" },
      probes: { readiness: { path: "/ready", port: "metrics" } },
      allowTo: [{ app: service ?? "ingress", namespace }],
      // Where Cloudflare takes tunnels, and its API.
      internet: [443, 7844],
      requests: { cpu: "20m", memory: "64Mi" },
      limits: { memory: "256Mi" },
    });
  },
});
