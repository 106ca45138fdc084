/** What a component can offer to others that do not care who offers it. */
export type Capability =
  /** Pods get addresses and reach each other. */
  | "cni"
  /** Services of type LoadBalancer get an address. */
  | "load-balancer"
  /** Ingress objects of the default class are served. */
  | "ingress"
  /** Volume claims without a class are bound. */
  | "default-storage"
  /** The default ClusterIssuer signs certificates. */
  | "certificate-issuer"
  /** Declared secrets come into being. */
  | "secret-store"
  /** ServiceMonitor, PrometheusRule and their kin are known to the API server. */
  | "monitoring-crds"
  /** Metrics are scraped and dashboards shown. */
  | "metrics"
  /** Logs are taken in over HTTP. */
  | "logs"
  /** Hostnames of Ingress objects resolve. */
  | "dns";
