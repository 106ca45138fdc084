import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";

export interface DeschedulerOptions {
  /** Between one look and the next, such as `5m` or `1h`. @default "5m" */
  readonly interval?: string;
  /** Its log says what it would evict, and nothing is evicted. @default false */
  readonly dryRun?: boolean;
}

/** Evicts pods that would be better off on another node; those that claim volumes stay where they are. */
export const descheduler = defineComponent({
  name: "descheduler",
  layer: "platform",
  about: { docs: "https://github.com/kubernetes-sigs/descheduler" },
  namespace: "descheduler",
  podSecurity: "restricted",
  chart: "descheduler",
  traffic: { to: [{ who: "api-server" }] },

  *check({ interval = "5m" }: DeschedulerOptions) {
    // After none it would look once and end.
    if (/^(?=.*[1-9])(\d+(\.\d+)?[hms])+$/.test(interval)) return;
    yield `has interval "${interval}", not a length of time; write one, such as 5m`;
  },

  values: (scope, { interval = "5m", dryRun = false }: DeschedulerOptions) => {
    const enabled = monitored(scope);
    return {
      // A CronJob's pods are gone before anybody reads their metrics.
      kind: "Deployment",
      deschedulingInterval: interval,
      cmdOptions: dryRun ? { "dry-run": true } : {},
      podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
      resources: { requests: { cpu: "50m", memory: "128Mi" } },
      service: { enabled },
      serviceMonitor: { enabled },
    };
  },
});
