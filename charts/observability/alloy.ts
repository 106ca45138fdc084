import { defineComponent } from "../../lib/model/component.ts";
import { readingPods } from "../parts/alloy.ts";
import { monitored } from "../parts/monitoring.ts";

export interface AlloyOptions {
  /** Push URL of Loki in another cluster. @default that of what keeps the logs of this one */
  readonly sendTo?: string;
}

const reloader = { cpu: "10m", memory: "50Mi" };
const isCounted = "the sums of capacity count on it";

/** Reads the logs of all pods of its node and sends them to Loki. */
export const alloy = defineComponent({
  name: "alloy",
  layer: "observability",
  namespace: "monitoring",
  podSecurity: "privileged",
  needs: ({ sendTo }: AlloyOptions) => (sendTo ? {} : { logs: "it sends them there" }),
  chart: "alloy",
  stated: {
    "configReloader.resources.requests.cpu": isCounted,
    "configReloader.resources.requests.memory": isCounted,
  },
  kinds: { "monitoring.grafana.com/*": {} },

  values: (scope, { sendTo = scope.from("logs").pushUrl }: AlloyOptions) => ({
    alloy: {
      configMap: { content: readingPods(scope.cluster.name, sendTo) },
      resources: { requests: { cpu: "50m", memory: "128Mi" } },
    },
    configReloader: { resources: { requests: reloader } },
    crds: { create: false },
    serviceMonitor: { enabled: monitored(scope) },
  }),
});
