const labels = {
  namespace: "__meta_kubernetes_namespace",
  pod: "__meta_kubernetes_pod_name",
  container: "__meta_kubernetes_pod_container_name",
  app: "__meta_kubernetes_pod_label_app_kubernetes_io_name",
};

const variables = { username: "PUSH_USERNAME", password: "PUSH_PASSWORD" } as const;
const login = `
    basic_auth {
      username = sys.env("${variables.username}")
      password = sys.env("${variables.password}")
    }`;

/** What the configuration reads of a Secret. */
export function loginVariables(name: string) {
  return Object.entries(variables).map(([key, variable]) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key } },
  }));
}

/**
 * Alloy's configuration to read the logs of its node's pods and push them. It reads them through the API server, so no
 * path of the node is mounted.
 */
export function readingPods(cluster: string, sendTo: string, hasLogin: boolean): string {
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
    url = "${sendTo}"${hasLogin ? login : ""}
  }
  external_labels = { cluster = "${cluster}" }
}
`;
}
