import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";

export interface MetricsServerOptions {
  /**
   * Who signed the certificates that kubelets answer with: the cluster's own authority (k3s, rke2, and kubelets that
   * `serverTLSBootstrap` has ask for one), or themselves, as kubeadm, kind and Talos leave it. Then none is verified.
   */
  readonly kubelets: "signed" | "self-signed";
}

/** Measures what pods use, for autoscaling and `kubectl top`, where the distribution brings nothing that does. */
export const metricsServer = defineComponent({
  name: "metrics-server",
  layer: "platform",
  about: { docs: "https://kubernetes-sigs.github.io/metrics-server/" },
  namespace: "metrics-server",
  podSecurity: "restricted",
  provides: { "pod-metrics": {} },
  chart: "metrics-server",
  // It asks every kubelet.
  traffic: { to: [{ who: "api-server" }, { who: "nodes" }] },

  values: (scope, { kubelets }: MetricsServerOptions) => {
    const enabled = monitored(scope);
    return {
      // metrics-server docs: README, "Requirements".
      args: kubelets === "self-signed" ? ["--kubelet-insecure-tls"] : [],
      metrics: { enabled },
      serviceMonitor: { enabled },
    };
  },
});
