import { defineComponent } from "../../lib/model/component.ts";
import { loginVariables, readingPods } from "../parts/alloy.ts";
import { monitored } from "../parts/monitoring.ts";
import { pushSecret } from "../parts/push.ts";

export interface AlloyOptions {
  /** Push URL of Loki in another cluster. @default that of what keeps the logs of this one */
  readonly sendTo?: string;
  /** That one asks for no password. @default that of Secret `logs-push-<cluster>`, keys `username` and `password` */
  readonly anonymous?: true;
}

const reloader = { cpu: "10m", memory: "50Mi" };
/** User `alloy` of its image, with nothing beyond. */
const alloyUser = {
  runAsUser: 473,
  runAsGroup: 473,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
const isCounted = "the sums of capacity count on it";

/** Reads the logs of all pods of its node and sends them to Loki. */
export const alloy = defineComponent({
  name: "alloy",
  layer: "observability",
  about: { docs: "https://grafana.com/docs/alloy/latest/" },
  namespace: "monitoring",
  podSecurity: "restricted",
  needs: ({ sendTo }: AlloyOptions) => (sendTo ? {} : { logs: "it sends them there" }),
  chart: "alloy",
  stated: {
    "configReloader.resources.requests.cpu": isCounted,
    "configReloader.resources.requests.memory": isCounted,
  },
  kinds: { "monitoring.grafana.com/*": {} },

  values(scope, { sendTo, anonymous }: AlloyOptions) {
    const secret = sendTo && !anonymous ? pushSecret(scope, "logs") : undefined;
    const url = sendTo ?? scope.from("logs").pushUrl;
    return {
      // It reads through the API server: root, its image's own user, is not needed (Alloy docs: configure/nonroot).
      global: {
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      },
      // Tainted nodes run pods, too, and the system's logs are the first that are asked for.
      controller: { tolerations: [{ operator: "Exists", effect: "NoSchedule" }] },
      alloy: {
        securityContext: alloyUser,
        configMap: { content: readingPods(scope.cluster.name, url, secret !== undefined) },
        ...(secret && { extraEnv: loginVariables(secret) }),
        resources: { requests: { cpu: "50m", memory: "128Mi" } },
      },
      configReloader: { resources: { requests: reloader } },
      crds: { create: false },
      serviceMonitor: { enabled: monitored(scope) },
    };
  },
});
