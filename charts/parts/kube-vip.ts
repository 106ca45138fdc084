import type { ApiObject } from "cdk8s";
import type { Container, PolicyRule } from "../../lib/kubernetes/constructs.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../lib/model/scope.ts";

const name = "kube-vip-cloud-provider";
const image = "docker.io/kubevip/kube-vip-cloud-provider:v0.0.12";

/** As its chart gives them (kube-vip/helm-charts: kube-vip-cloud-provider), without those to write any ConfigMap. */
const rules: PolicyRule[] = [
  {
    apiGroups: ["coordination.k8s.io"],
    resources: ["leases"],
    verbs: ["get", "create", "update", "list"],
  },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "update"] },
  { apiGroups: [""], resources: ["endpoints"], verbs: ["get", "list", "watch"] },
  { apiGroups: [""], resources: ["services/status"], verbs: ["update", "patch"] },
  { apiGroups: [""], resources: ["nodes", "services"], verbs: ["list", "get", "watch", "update"] },
];

/** Gives each LoadBalancer Service an address of the range: kube-vip itself only answers for those that they have. */
export function addressProvider(scope: Scope, range: string): ApiObject {
  const metadata = { name };
  const apiGroup = "rbac.authorization.k8s.io";
  new k8s.KubeServiceAccount(scope, "provider-account", { metadata });
  new k8s.KubeClusterRole(scope, "provider-role", { metadata, rules });
  new k8s.KubeClusterRoleBinding(scope, "provider-binding", {
    metadata,
    roleRef: { apiGroup, kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace: scope.namespace }],
  });
  new k8s.KubeConfigMap(scope, "range", {
    metadata: { name: "kubevip" },
    data: { "range-global": range },
  });
  const labels = { "app.kubernetes.io/name": name };
  return new k8s.KubeDeployment(scope, "provider", {
    metadata: { name, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [provider(scope.namespace)],
        },
      },
    },
  });
}

function provider(namespace: string): Container {
  return {
    name: "provider",
    image,
    command: [
      "/kube-vip-cloud-provider",
      `--leader-elect-resource-name=${name}`,
      `--leader-elect-resource-namespace=${namespace}`,
    ],
    env: [
      { name: "KUBEVIP_NAMESPACE", value: namespace },
      { name: "KUBEVIP_CONFIG_MAP", value: "kubevip" },
    ],
    resources: {
      requests: { cpu: k8s.Quantity.fromString("10m"), memory: k8s.Quantity.fromString("64Mi") },
      limits: { memory: k8s.Quantity.fromString("128Mi") },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
  };
}
