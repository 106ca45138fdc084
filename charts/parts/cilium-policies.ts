import type { LabelSelector } from "../../lib/kubernetes/labels.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type {
  Network,
  OpenedTo,
  PodPolicy,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
} from "../../lib/model/traffic.ts";

/** Where an address in a NetworkPolicy means none of the cluster's nodes (Cilium docs: security/policy/kubernetes). */
export const ciliumNetwork: Network = { opensTo };

const entities = {
  "api-server": ["kube-apiserver"],
  nodes: ["host", "remote-node"],
} as const;

function opensTo({ name, namespace, pods, entities: asked }: OpenedTo): object {
  const matchLabels = Object.keys(pods).length > 0 ? { matchLabels: pods } : {};
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    metadata: { name, namespace },
    spec: {
      endpointSelector: matchLabels,
      egress: [{ toEntities: asked.flatMap((one) => [...entities[one]]) }],
    },
  };
}

type Rule = Readonly<Record<string, unknown>>;

interface Spec {
  readonly endpointSelector?: LabelSelector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

interface Ports {
  readonly ports?: readonly {
    readonly port?: string;
    readonly endPort?: number;
    readonly protocol?: string;
  }[];
}

/** What its policies let through; what they deny beyond that is not read. */
export function ciliumPolicies(manifest: Manifest): PodPolicy[] {
  const { spec, specs = [] } = manifest as unknown as { spec?: Spec; specs?: readonly Spec[] };
  return [...(spec ? [spec] : []), ...specs].flatMap(({ endpointSelector, ingress, egress }) =>
    endpointSelector
      ? {
          selector: plain(endpointSelector),
          ...(ingress && { ingress: ingress.map((rule) => ruleOf(rule, "from")) }),
          ...(egress && { egress: egress.map((rule) => ruleOf(rule, "to")) }),
        }
      : [],
  );
}

/** A rule that names nobody is for nobody, unless it has ports. */
function ruleOf(rule: Rule, way: "from" | "to"): PolicyRule {
  const peers = [
    ...listOf<LabelSelector>(rule[`${way}Endpoints`]).map(endpointPeer),
    ...listOf<string>(rule[`${way}CIDR`]).map((cidr): PolicyPeer => ({ ipBlock: { cidr } })),
    ...listOf<{ cidr: string; except?: readonly string[] }>(rule[`${way}CIDRSet`]).map(
      (ipBlock): PolicyPeer => ({ ipBlock }),
    ),
    ...listOf<string>(rule[`${way}Entities`]).flatMap(entityPeers),
    ...(rule[`${way}FQDNs`] ? [{ entity: "outside" } as const] : []),
  ];
  const ports = listOf<Ports>(rule["toPorts"]).flatMap(({ ports: some = [] }) => some);
  const isOfAll =
    ports.length > 0 && !Object.keys(rule).some((key) => key.startsWith(way) && key !== "toPorts");
  return {
    ...(!isOfAll && { peers }),
    ...(ports.length > 0 && { ports: ports.flatMap(portsOf) }),
  };
}

function portsOf({
  port,
  endPort,
  protocol = "ANY",
}: NonNullable<Ports["ports"]>[number]): PolicyPort[] {
  const protocols = protocol === "ANY" ? ["TCP", "UDP", "SCTP"] : [protocol];
  const at =
    port === undefined || port === "0" ? undefined : /^\d+$/.test(port) ? Number(port) : port;
  return protocols.map((one) => ({ port: at, endPort, protocol: one }));
}

const known: Readonly<Record<string, readonly PolicyPeer[]>> = {
  all: [{ entity: "anyone" }, { namespaceSelector: {} }, { ipBlock: { cidr: "0.0.0.0/0" } }],
  cluster: [{ entity: "nodes" }, { entity: "api-server" }, { namespaceSelector: {} }],
  world: [{ entity: "outside" }, { ipBlock: { cidr: "0.0.0.0/0" } }],
  host: [{ entity: "nodes" }],
  "remote-node": [{ entity: "nodes" }],
  "kube-apiserver": [{ entity: "api-server" }],
};

function entityPeers(name: string): readonly PolicyPeer[] {
  return known[name] ?? [];
}

const namespaceName = "io.kubernetes.pod.namespace";
const namespaceLabel = "io.cilium.k8s.namespace.labels.";

/** Labels of pods and of their namespaces stand in one selector. */
function endpointPeer(selector: LabelSelector): PolicyPeer {
  const { matchLabels = {}, matchExpressions } = plain(selector);
  const isOfNamespace = (key: string): boolean =>
    key === namespaceName || key.startsWith(namespaceLabel);
  const entries = Object.entries(matchLabels);
  const namespaces = entries
    .filter(([key]) => isOfNamespace(key))
    .map(([key, value]) => [
      key === namespaceName ? "kubernetes.io/metadata.name" : key.slice(namespaceLabel.length),
      value,
    ]);
  return {
    podSelector: {
      matchLabels: Object.fromEntries(entries.filter(([key]) => !isOfNamespace(key))),
      matchExpressions,
    },
    ...(namespaces.length > 0 && {
      namespaceSelector: { matchLabels: Object.fromEntries(namespaces) },
    }),
  };
}

/** Without where a label is from, as in `k8s:app`. */
function plain({ matchLabels = {}, matchExpressions }: LabelSelector): LabelSelector {
  const bare = (key: string): string => key.replace(/^(?:any|k8s)[:.]/, "");
  return {
    matchLabels: Object.fromEntries(
      Object.entries(matchLabels).map(([key, value]) => [bare(key), value]),
    ),
    ...(matchExpressions && {
      matchExpressions: matchExpressions.map((one) => ({ ...one, key: bare(one.key) })),
    }),
  };
}

function listOf<Value>(value: unknown): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}
