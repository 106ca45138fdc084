/** A place in a chart's values that takes more than its defaults and its schema show. */
export interface Opening {
  readonly path: readonly string[];
  /** "map": any keys and values; "keys": more keys beside the known ones; "anything": any type. */
  readonly to: "map" | "keys" | "anything";
  readonly reason: string;
}

/** Paths have slashes since keys hold dots; "*" is the entry of a map. */
const opening = (to: Opening["to"], path: string, reason: string): Opening => {
  return { path: path.split("/"), to, reason };
};

const named = "the entries have names of the user's choice";
const variables = "environment variables";
const handedOn = "handed on to Kubernetes as it is";

/** Chart -> openings. A subchart has an entry of its own, wherever it is used. */
export const openings: Readonly<Record<string, readonly Opening[]>> = {
  "argo-cd": [
    opening("map", "configs/cm", "becomes the ConfigMap argocd-cm"),
    opening("map", "configs/params", "becomes the ConfigMap argocd-cmd-params-cm"),
    opening("map", "configs/rbac", "becomes argocd-rbac-cm, where each policy file is a key"),
  ],
  cilium: [
    opening("keys", "resourceQuotas/cilium/hard", handedOn),
    opening("keys", "resourceQuotas/operator/hard", handedOn),
  ],
  grafana: [
    opening("map", "grafana.ini", "sections of Grafana's configuration file"),
    opening("map", "imageRenderer/env", variables),
    opening("keys", "listenerSet", named),
    opening("keys", "route", named),
  ],
  "kube-prometheus-stack": [
    opening("map", "alertmanager/config", "Alertmanager's configuration file"),
    opening("keys", "alertmanager/route", named),
    opening("keys", "prometheus/route", named),
    opening(
      "anything",
      "prometheus/prometheusSpec/additionalScrapeConfigs",
      "a list or a template",
    ),
    opening("anything", "prometheus/prometheusSpec/exemplars", "empty text stands for an object"),
    opening("anything", "prometheus/prometheusSpec/queryLogFile", "false stands for no file"),
    opening("keys", "prometheus/prometheusSpec/tsdb", handedOn),
    opening("map", "prometheusOperator/env", variables),
    opening("keys", "thanosRuler/route", named),
  ],
  loki: [
    opening("keys", "gateway/route", named),
    opening("map", "loki/storage/object_store", "a section of Loki's configuration file"),
    opening("keys", "route", named),
  ],
  traefik: [
    opening("keys", "deployment/tmpVolume", "any kind of volume"),
    opening("map", "gateway/listeners", named),
    opening("keys", "ingressRoute", named),
    opening("keys", "ports/*/expose", "a key for each of the user's own services"),
    opening("keys", "service/spec", handedOn),
  ],
};
