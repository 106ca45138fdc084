/** Why a chart that can have a ServiceMonitor comes after the kinds of the Prometheus operator. */
export const serviceMonitorReason = "its values switch on a ServiceMonitor";
