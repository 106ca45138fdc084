import type { Scope } from "../../lib/model/scope.ts";

/** Whether a chart can have a ServiceMonitor here; then it comes after the kinds of the Prometheus operator. */
export function monitored(scope: Scope): boolean {
  return scope.use("monitoring-crds", "its values switch on a ServiceMonitor");
}
