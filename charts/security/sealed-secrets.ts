import { SealedSecret } from "../../imports/crds/bitnami.com/sealedsecret.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { sealedSecretsKinds } from "../parts/kinds/sealed-secrets.ts";
import { monitored } from "../parts/monitoring.ts";

export interface SealedSecretsOptions {
  /** `<namespace>/<name>` to the sealed text of each key, as kubeseal printed it for this cluster. */
  readonly sealed?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Secrets sealed for one cluster, so that they can stand in git. */
export const sealedSecrets = defineComponent({
  name: "sealed-secrets",
  layer: "security",
  about: { docs: "https://github.com/bitnami-labs/sealed-secrets" },
  namespace: "kube-system",
  provides: ({ sealed = {} }: SealedSecretsOptions) => ({
    "secret-store": {
      sealingKeys: "sealedsecrets.bitnami.com/sealed-secrets-key=active",
      secret(scope, { namespace, name, type, labels, template }) {
        new SealedSecret(scope, `secret-${namespace}-${name}`, {
          metadata: { name, namespace },
          spec: {
            encryptedData: sealed[`${namespace}/${name}`] ?? {},
            template: { type, metadata: { labels }, data: template },
          },
        });
      },
    },
  }),
  chart: "sealed-secrets",
  kinds: sealedSecretsKinds,
  traffic: { to: [{ who: "api-server" }] },

  values: (scope) => ({
    // The name that kubeseal looks for.
    fullnameOverride: "sealed-secrets-controller",
    // A key that the controller adds by itself, each month by default, would be saved nowhere.
    keyrenewperiod: "0",
    metrics: { serviceMonitor: { enabled: monitored(scope) } },
    resources: { requests: { cpu: "20m", memory: "64Mi" } },
  }),
});
