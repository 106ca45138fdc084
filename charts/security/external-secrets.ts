import type { Chart } from "cdk8s";
import { ClusterSecretStore } from "../../imports/crds/external-secrets.io/clustersecretstore.ts";
import { ExternalSecret } from "../../imports/crds/external-secrets.io/externalsecret.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { AskedSecret } from "../../lib/model/secret.ts";
import { externalSecretsKinds } from "../parts/kinds/external-secrets.ts";
import { goingTo } from "../parts/addresses.ts";
import { monitored } from "../parts/monitoring.ts";

export interface ExternalSecretsOptions {
  /** For example `https://vault.example.org:8200`. */
  readonly vault: string;
}

const resources = { requests: { cpu: "20m", memory: "64Mi" } };
const account = "vault-auth";
const store = "vault";

/** Copies secrets out of Vault, where they are kept as `secret/<cluster>/<namespace>/<name>`. */
export const externalSecrets = defineComponent({
  name: "external-secrets",
  layer: "security",
  about: { docs: "https://external-secrets.io/latest/" },
  namespace: "external-secrets",
  podSecurity: "restricted",
  provides: { "secret-store": { secret: externalSecret } },
  chart: "external-secrets",
  kinds: externalSecretsKinds,
  traffic: (scope, { vault }: ExternalSecretsOptions) => goingTo(scope.cluster, vault),

  values: (scope) => ({
    serviceMonitor: { enabled: monitored(scope) },
    resources,
    webhook: { resources },
    certController: { resources },
  }),

  objects(scope, { vault }: ExternalSecretsOptions) {
    // Vault, outside the cluster, asks the cluster about a token with that same token.
    new k8s.KubeServiceAccount(scope, "account", { metadata: { name: account } });
    const { namespace } = scope;
    const apiGroup = "rbac.authorization.k8s.io";
    new k8s.KubeClusterRoleBinding(scope, "reviewer", {
      metadata: { name: "vault-auth-delegator" },
      roleRef: { apiGroup, kind: "ClusterRole", name: "system:auth-delegator" },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    });
    const kubernetes = {
      mountPath: `kubernetes-${scope.cluster.name}`,
      role: "external-secrets",
      serviceAccountRef: { name: account, namespace },
    };
    const provider = {
      server: vault,
      path: "secret",
      version: "v2",
      auth: { kubernetes },
    } as const;
    const object = new ClusterSecretStore(scope, "store", {
      metadata: { name: store },
      spec: {
        // An ExternalSecret of somebody else's namespace is given nothing.
        conditions: [{ namespaces: [...scope.namespaces] }],
        provider: { vault: provider },
      },
    });
    scope.provide("secret-store", object);
  },
});

function externalSecret(
  scope: Chart,
  { cluster, namespace, name, keys, path, type, labels, template }: AskedSecret,
): void {
  const key = path ?? `${cluster}/${namespace}/${name}`;
  const needsTemplate = type !== undefined || labels !== undefined || template !== undefined;
  const metadata = labels && { labels };
  new ExternalSecret(scope, `secret-${namespace}-${name}`, {
    metadata: { name, namespace },
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: store },
      target: needsTemplate
        ? { template: { type, metadata, data: template, mergePolicy: "Merge" } }
        : undefined,
      data: keys.map((secretKey) => ({ secretKey, remoteRef: { key, property: secretKey } })),
    },
  });
}
