import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface AlloyOptions {
  /** Push URL of Loki: this cluster's own, or another's. */
  readonly sendTo: string;
}

const requests = { cpu: "50m", memory: "128Mi" };
const reloader = { cpu: "10m", memory: "50Mi" };

/** Reads the logs of all pods of its node and sends them to Loki. */
export const alloy = defineComponent({
  name: "alloy",
  layer: "observability",
  namespace: "monitoring",
  podSecurity: "privileged",

  build(scope, { sendTo }: AlloyOptions) {
    helm(scope, "alloy", {
      values: {
        alloy: {
          configMap: { content: configuration(scope.cluster.name, sendTo) },
          resources: { requests },
        },
        configReloader: { resources: { requests: reloader } },
        crds: { create: false },
        serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
      },
      stated: Object.fromEntries(
        Object.keys(reloader).map((resource) => [
          `configReloader.resources.requests.${resource}`,
          "the sums of capacity count on it",
        ]),
      ),
      makes: {
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [
        { name: "alloy", replicas: "each-node", ...requests },
        { name: "config-reloader", replicas: "each-node", ...reloader },
      ],
    });
  },
});

/** Labels namespace, pod, container and app; the API server reads the logs, so no path of the node is mounted. */
function configuration(cluster: string, sendTo: string): string {
  const labels = {
    namespace: "__meta_kubernetes_namespace",
    pod: "__meta_kubernetes_pod_name",
    container: "__meta_kubernetes_pod_container_name",
    app: "__meta_kubernetes_pod_label_app_kubernetes_io_name",
  };
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
