import type { Chart } from "cdk8s";
import { Probe } from "../../imports/crds/monitoring.coreos.com/probe.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Probe as AskedAddress } from "../../lib/model/probe.ts";
import { probeAlerts, probeModules } from "../parts/blackbox.ts";

export interface BlackboxExporterOptions {
  /** What else is asked, by name: `https://proxmox.house.example:8006`, or `tcp://10.0.0.5:22`. @default nothing */
  readonly targets?: Readonly<Record<string, string>>;
  /** `false`: certificates may be of anybody, such as of an authority of your own. @default true */
  readonly verify?: boolean;
  /** Days before its end on which a certificate is told of. @default 14 */
  readonly expiryDays?: number;
}

const name = "blackbox-exporter";
const port = 9115;

/** Asks every address that a component names whether it answers, and how long its certificate lasts. */
export const blackboxExporter = defineComponent({
  name,
  layer: "observability",
  about: { docs: "https://github.com/prometheus/blackbox_exporter" },
  namespace: name,
  podSecurity: "restricted",
  needs: { "monitoring-crds": "what it asks stands in a Probe" },
  provides: {
    prober: ({ namespace }) => ({ probe: (scope, asked) => probeBy(namespace, scope, asked) }),
  },
  chart: "prometheus-blackbox-exporter",
  traffic: { from: [{ who: "metrics", ports: [port], why: "Prometheus has addresses asked" }] },

  *check({ targets = {} }: BlackboxExporterOptions) {
    for (const [target, url] of Object.entries(targets))
      if (!/^(https?:\/\/[^\s/]+(\/\S*)?|tcp:\/\/[^\s/:]+:\d+)$/.test(url))
        yield `has target ${target} "${url}", which it cannot ask; write https://host/path or tcp://host:port`;
  },

  values: (_, { verify = true, expiryDays = 14 }) => ({
    fullnameOverride: name,
    config: { modules: probeModules(verify) },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    prometheusRule: { enabled: true, rules: probeAlerts(expiryDays) },
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
  }),

  objects(scope, { targets = {} }) {
    for (const [target, url] of Object.entries(targets))
      probeBy(scope.namespace, scope, { name: target, url });
  },
});

function probeBy(namespace: string, scope: Chart, { name: target, url }: AskedAddress): void {
  const tcp = "tcp://";
  const isTcp = url.startsWith(tcp);
  new Probe(scope, `probe-${target}`, {
    metadata: { name: target },
    spec: {
      prober: { url: `${name}.${namespace}.svc:${port}` },
      module: isTcp ? "tcp" : "http",
      targets: { staticConfig: { static: [isTcp ? url.slice(tcp.length) : url] } },
    },
  });
}
