import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";

export interface ReloaderOptions {
  /** Namespaces that it leaves alone. @default none */
  readonly ignore?: readonly string[];
  /** Also what has no annotation `reloader.stakater.com/auto: "true"`. @default false */
  readonly everything?: boolean;
}

/** Restarts pods whose ConfigMaps and Secrets have changed, where an annotation asks for it. */
export const reloader = defineComponent({
  name: "reloader",
  layer: "platform",
  about: { docs: "https://docs.stakater.com/reloader/" },
  namespace: "reloader",
  podSecurity: "restricted",
  chart: "reloader",
  traffic: { to: [{ who: "api-server" }] },

  values: (scope, { ignore = [], everything = false }: ReloaderOptions) => ({
    reloader: {
      autoReloadAll: everything,
      ignoreNamespaces: ignore.join(","),
      // Argo CD would take back a variable (Reloader docs: "Use Reloader with Argo CD").
      reloadStrategy: "annotations",
      readOnlyRootFileSystem: true,
      deployment: {
        containerSecurityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        },
        resources: { requests: { cpu: "10m", memory: "128Mi" } },
      },
      // The chart's ServiceMonitor finds nothing: its Service is off.
      podMonitor: { enabled: monitored(scope) },
    },
  }),
});
