import { defineComponent } from "../../lib/model/component.ts";
import { prometheusKinds } from "../parts/kinds/prometheus.ts";

/** The kinds of the Prometheus operator, before everything that has a ServiceMonitor. */
export const prometheusOperatorCrds = defineComponent({
  name: "prometheus-operator-crds",
  layer: "observability",
  about: { docs: "https://prometheus-operator.dev/docs/api-reference/api/" },
  // It has no pods, and so need not wait for a namespace of its own.
  namespace: "default",
  provides: { "monitoring-crds": {} },
  chart: "prometheus-operator-crds",
  kinds: prometheusKinds,
});
