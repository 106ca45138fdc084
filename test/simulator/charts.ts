import { charts } from "../../imports/charts.ts";
import type { Source } from "./dist.ts";
import type { Need } from "./references.ts";
import { address, defaultClass, needsOf, network } from "./references.ts";

type Thing = Omit<Need, "at">;
type Values = Readonly<Record<string, unknown>>;

/** What is known of a chart without rendering it; `namespace` is that of its release. */
interface Known {
  readonly makes?: (namespace: string, values: Values) => readonly Thing[];
  readonly needs?: (values: Values) => readonly Need[];
  /** It holds definitions and nothing that runs. */
  readonly hasNoPods?: true;
  /** Its values leave its definitions out, or they come with another chart. */
  readonly bringsNoKinds?: true;
}

const of = (kind: string, namespace: string, ...names: readonly string[]): Thing[] =>
  names.map((name) => ({ kind, namespace, name }));

const monitors = ["ServiceMonitor", "PrometheusRule", "Prometheus", "Alertmanager"].map(
  (kind): Need => monitoringKind(kind, "its templates"),
);

function monitoringKind(kind: string, at: string): Need {
  return {
    kind: "CustomResourceDefinition",
    namespace: "",
    name: `monitoring.coreos.com/v1/${kind}`,
    at,
  };
}

const claims = (at: string): Need[] => [{ ...defaultClass, at }];

const known: Readonly<Record<string, Known>> = {
  alloy: { bringsNoKinds: true },
  "argo-cd": {
    makes: (at) => of("Service", at, "argocd-server", "argocd-repo-server", "argocd-redis"),
    needs: () => [{ kind: "Secret", namespace: "argocd", name: "argocd-redis", at: "its Redis" }],
  },
  "cert-manager": { makes: (at) => of("ServiceAccount", at, "cert-manager") },
  cilium: { makes: (at) => [network, ...of("Service", at, "hubble-ui", "hubble-relay")] },
  "external-dns": {},
  "external-secrets": {},
  "kube-prometheus-stack": {
    bringsNoKinds: true,
    makes: (at) => [
      ...of("Service", at, "prometheus-grafana", "prometheus-kube-prometheus-prometheus"),
      ...of("Service", at, "prometheus-kube-prometheus-alertmanager"),
    ],
    needs: () => monitors,
  },
  loki: {
    makes: (at) => of("Service", at, "loki"),
    needs: () => claims("singleBinary.persistence"),
  },
  longhorn: {
    makes: (at) => [
      ...of("StorageClass", "", "longhorn", "longhorn-static"),
      ...of("PriorityClass", "", "longhorn-critical"),
      ...of("Service", at, "longhorn-frontend"),
      defaultClass,
    ],
  },
  metallb: {},
  "prometheus-operator-crds": { hasNoPods: true },
  "sealed-secrets": { makes: (at) => of("Service", at, "sealed-secrets-controller") },
  traefik: {
    makes: (at) => [...of("IngressClass", "", "traefik"), ...of("Service", at, "traefik")],
    needs: () => [{ ...address, at: "its Service of type LoadBalancer" }],
  },
};

function knownOf({ chart }: Source): Known {
  const found = known[chart ?? ""];
  if (!found) throw new Error(`the simulator knows nothing of chart ${chart}; add it to its table`);
  return found;
}

/** What a chart must find, by its templates and by its values. */
export function needsOfChart(source: Source, namespace: string): Need[] {
  const { needs, hasNoPods } = knownOf(source);
  const values = source.helm?.valuesObject ?? {};
  const pods: Need[] = hasNoPods ? [] : [{ ...network, at: "its pods" }];
  const home: Need = { kind: "Namespace", namespace: "", name: namespace, at: "its release" };
  return [
    home,
    ...pods,
    ...(needs?.(values) ?? []),
    ...needsOf(values, namespace),
    ...needsInValues(values, namespace),
  ];
}

/** Switches and lists that mean a kind, a claim or a Secret, whichever chart they stand in. */
function needsInValues(values: unknown, namespace: string, at = ""): Need[] {
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([field, value]: [string, unknown]) => {
    const path = at === "" ? field : `${at}.${field}`;
    const inner = (value ?? {}) as { enabled?: boolean; spec?: { storageClassName?: string } };
    if (/^servicemonitor$/i.test(field) && inner.enabled === true)
      return [monitoringKind("ServiceMonitor", path)];
    if (field === "volumeClaimTemplate" && inner.spec?.storageClassName === undefined)
      return claims(path);
    if (field === "secrets" && Array.isArray(value))
      return value.map((name, i): Need => ({
        kind: "Secret",
        namespace,
        name: String(name),
        at: `${path}[${i}]`,
      }));
    return needsInValues(value, namespace, path);
  });
}

/** What is there as soon as the chart is healthy. */
export function makesOfChart(source: Source, namespace: string): Thing[] {
  return [
    ...(knownOf(source).makes?.(namespace, source.helm?.valuesObject ?? {}) ?? []),
    ...kindsOfChart(source),
  ];
}

/** The definitions that a chart brings at the version that the Application names, or that its operator makes. */
export function kindsOfChart(source: Source): Thing[] {
  if (knownOf(source).bringsNoKinds) return [];
  const chart = Object.values(charts).find(({ name }) => name === source.chart);
  if (chart?.version !== source.targetRevision)
    throw new Error(`imports/charts.ts has no ${source.chart} ${source.targetRevision}`);
  return chart.crds.flatMap(({ group, kind, versions }) =>
    versions.map((version) => ({
      kind: "CustomResourceDefinition",
      namespace: "",
      name: `${group}/${version}/${kind}`,
    })),
  );
}
