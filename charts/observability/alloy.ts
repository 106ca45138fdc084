import { defineComponent } from "../../lib/model/component.ts";
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
      configMap: { content: configuration(scope.cluster.name, sendTo) },
      resources: { requests: { cpu: "50m", memory: "128Mi" } },
    },
    configReloader: { resources: { requests: reloader } },
    crds: { create: false },
    serviceMonitor: { enabled: monitored(scope) },
  }),
});

const labels = {
  namespace: "__meta_kubernetes_namespace",
  pod: "__meta_kubernetes_pod_name",
  container: "__meta_kubernetes_pod_container_name",
  app: "__meta_kubernetes_pod_label_app_kubernetes_io_name",
};

/** The API server reads the logs, so no path of the node is mounted. */
function configuration(cluster: string, sendTo: string): string {
  const rules = Object.entries(labels).map(
    ([label, source]) => `  rule {
    source_labels = ["${source}"]
    target_label  = "${label}"
  }`,
  );
  return `discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${rules.join("\n")}
}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.write.store.receiver]
}

loki.write "store" {
  endpoint {
    url = "${sendTo}"
  }
  external_labels = { cluster = "${cluster}" }
}
`;
}
