import { SealedSecret } from "../../imports/crds/bitnami.com/sealedsecret.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface SealedSecretsOptions {
  /** `<namespace>/<name>` to the sealed text of each key, as kubeseal printed it for this cluster. */
  readonly sealed?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const requests = { cpu: "20m", memory: "64Mi" };

/** Secrets sealed for one cluster, so that they can stand in git. */
export const sealedSecrets = defineComponent({
  name: "sealed-secrets",
  layer: "security",
  namespace: "kube-system",
  provides: ["secret-store"],
  sealingKeys: "sealedsecrets.bitnami.com/sealed-secrets-key=active",

  build(scope) {
    helm(scope, "sealed-secrets", {
      values: {
        // The name that kubeseal looks for.
        fullnameOverride: "sealed-secrets-controller",
        // A key that the controller adds by itself, each month by default, would be saved nowhere.
        keyrenewperiod: "0",
        metrics: {
          serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
        },
        resources: { requests },
      },
      makes: {
        services: { "sealed-secrets-controller": { ports: { http: 8080 } } },
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [{ name: "sealed-secrets-controller", replicas: 1, ...requests }],
    });
  },

  secret(scope, { name, type, labels, template }, { sealed = {} }: SealedSecretsOptions) {
    new SealedSecret(scope, `secret-${name}`, {
      metadata: { name },
      spec: {
        encryptedData: sealed[`${scope.namespace}/${name}`] ?? {},
        template: { type, metadata: { labels }, data: template },
      },
    });
  },
});
