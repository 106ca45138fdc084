import { ClusterSecretStore } from "../../imports/crds/external-secrets.io/clustersecretstore.ts";
import { ExternalSecret } from "../../imports/crds/external-secrets.io/externalsecret.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface ExternalSecretsOptions {
  /** For example `https://vault.example.org:8200`. */
  readonly vault: string;
}

const requests = { cpu: "20m", memory: "64Mi" };
const account = "vault-auth";

/** Copies secrets out of Vault, where they are kept as `secret/<cluster>/<namespace>/<name>`. */
export const externalSecrets = defineComponent({
  name: "external-secrets",
  layer: "security",
  namespace: "external-secrets",
  podSecurity: "restricted",
  provides: ["secret-store"],

  build(scope, { vault }: ExternalSecretsOptions) {
    helm(scope, "external-secrets", {
      values: {
        serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
        resources: { requests },
        webhook: { resources: { requests } },
        certController: { resources: { requests } },
      },
      makes: {
        clusterKinds: [
          "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: ["operator", "webhook", "cert-controller"].map((name) => ({
        name,
        replicas: 1,
        ...requests,
      })),
    });
    // Vault, outside the cluster, asks the cluster about a token with that same token.
    new k8s.KubeServiceAccount(scope, "account", { metadata: { name: account } });
    new k8s.KubeClusterRoleBinding(scope, "reviewer", {
      metadata: { name: "vault-auth-delegator" },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "system:auth-delegator",
      },
      subjects: [{ kind: "ServiceAccount", name: account, namespace: scope.namespace }],
    });
    const store = new ClusterSecretStore(scope, "store", {
      metadata: { name: "vault" },
      spec: {
        provider: {
          vault: {
            server: vault,
            path: "secret",
            version: "v2",
            auth: {
              kubernetes: {
                mountPath: `kubernetes-${scope.cluster.name}`,
                role: "external-secrets",
                serviceAccountRef: { name: account, namespace: scope.namespace },
              },
            },
          },
        },
      },
    });
    scope.provide("secret-store", store);
  },

  secret(scope, { name, keys, path, type, labels, template }) {
    const key = path ?? `${scope.cluster.name}/${scope.namespace}/${name}`;
    const needsTemplate = type !== undefined || labels !== undefined || template !== undefined;
    new ExternalSecret(scope, `secret-${name}`, {
      metadata: { name },
      spec: {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
        target: needsTemplate
          ? {
              template: {
                type,
                metadata: labels && { labels },
                data: template,
                mergePolicy: "Merge",
              },
            }
          : undefined,
        data: keys.map((secretKey) => ({ secretKey, remoteRef: { key, property: secretKey } })),
      },
    });
  },
});
