import type { Scope } from "../../../lib/model/scope.ts";
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Database } from "./database.ts";
import { hostsOf } from "./hosts.ts";
import type { AddressPeer, AppOptions, Peer, Reach } from "./options.ts";
import { selectorOf } from "./options.ts";
import type { Port } from "./port-options.ts";
import { allPorts, offeredPorts, servicesOf } from "./services.ts";

/** Who may connect to an app, and to whom it may: everything else is refused. */
export function networkPolicy(scope: Scope, options: AppOptions): void {
  const { name, databases = [] } = options;
  new k8s.KubeNetworkPolicy(scope, `${name}-policy`, {
    metadata: { name },
    spec: {
      podSelector: { matchLabels: selectorOf(name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: ingressRules(scope, options),
      egress: egressRules(options),
    },
  });
  for (const database of databases) databasePolicy(scope, name, database);
}

/** Beside the database's own policy, which does not know who uses it. */
export function databasePolicy(scope: Scope, app: string, { name, pods, port }: Database): void {
  new k8s.KubeNetworkPolicy(scope, `${name}-from-${app}`, {
    metadata: { name: `${name}-from-${app}` },
    spec: {
      podSelector: { matchLabels: pods },
      policyTypes: ["Ingress"],
      ingress: [{ from: [podsOf(app)], ports: [policyPort(port)] }],
    },
  });
}

function ingressRules(scope: Scope, options: AppOptions): NetworkPolicyIngressRule[] {
  const { metrics, allowFrom = [] } = options;
  const ports = allPorts(options);
  const named = (names: readonly string[]): Port[] =>
    ports.filter(({ name }) => names.includes(name));
  const served = Object.values(hostsOf(options)).flatMap((paths) => Object.values(paths));
  const told = metrics ? [metrics.port ?? "http"] : [];
  const sides: [NetworkPolicyPeer[], Port[]][] = [
    [allowFrom.map(podsOf), ports],
    [namespaceOfProvider(scope, "ingress"), named(served)],
    [namespaceOfProvider(scope, "metrics"), named(told)],
  ];
  const outer = Object.values(servicesOf(options)).flatMap((service) =>
    service.type === "LoadBalancer" || service.type === "NodePort"
      ? offeredPorts(options, service)
      : [],
  );
  const open = [...outer, ...(comesFromNodes(scope) ? named(served) : [])];
  // Whoever comes from outside has no labels, and often the address of a node.
  return [...byPorts(sides), ...(open.length > 0 ? [{ ports: policyPorts(open) }] : [])];
}

/** A rule for all that may connect to the same ports. */
function byPorts(
  sides: readonly (readonly [NetworkPolicyPeer[], Port[]])[],
): NetworkPolicyIngressRule[] {
  const used = sides.filter(([peers, ports]) => peers.length > 0 && ports.length > 0);
  const groups = Map.groupBy(used, ([, ports]) => ports.map(({ name }) => name).join());
  return [...groups.values()].map((group) => ({
    from: group.flatMap(([peers]) => peers),
    ports: policyPorts(group[0]![1]),
  }));
}

function egressRules({
  allowTo = [],
  databases = [],
  allowToAddresses = [],
  internet = false,
}: Reach): NetworkPolicyEgressRule[] {
  const web = internet === true ? [443] : internet === false ? [] : internet;
  return [
    dns,
    ...(allowTo.length > 0 ? [{ to: allowTo.map(podsOf) }] : []),
    ...databases.map(({ pods, port }) => ({
      to: [{ podSelector: { matchLabels: pods } }],
      ports: [policyPort(port)],
    })),
    ...allowToAddresses.map(addressRule),
    ...(web.length > 0 ? [{ to: [outside], ports: web.map((port) => policyPort(port)) }] : []),
  ];
}

function addressRule({ cidr, ports = [] }: AddressPeer): NetworkPolicyEgressRule {
  const numbers = ports.map((port) => {
    const [number, protocol = "TCP"] = String(port).split("/");
    return policyPort(Number(number), protocol);
  });
  return { to: [{ ipBlock: { cidr } }], ports: numbers.length > 0 ? numbers : undefined };
}

function policyPorts(ports: readonly Port[]): NetworkPolicyPort[] {
  const distinct = new Map(ports.map((one) => [`${one.port}/${one.protocol}`, one]));
  return [...distinct.values()].map(({ port, protocol }) => policyPort(port, protocol));
}

export function policyPort(port: number, protocol = "TCP"): NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(port), protocol };
}

export function podsOf(peer: Peer): NetworkPolicyPeer {
  if (typeof peer === "string") return { podSelector: { matchLabels: selectorOf(peer) } };
  return { ...namespace(peer.namespace), podSelector: { matchLabels: selectorOf(peer.app) } };
}

function comesFromNodes(scope: Scope): boolean {
  return scope.has("ingress") && scope.from("ingress").fromNodes === true;
}

function namespaceOfProvider(scope: Scope, capability: "ingress" | "metrics"): NetworkPolicyPeer[] {
  const isOfPods = capability !== "ingress" || !comesFromNodes(scope);
  return isOfPods && scope.has(capability) ? [namespace(scope.from(capability).namespace)] : [];
}

function namespace(name: string): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

const dns: NetworkPolicyEgressRule = {
  to: [{ ...namespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
  ports: ["UDP", "TCP"].map((protocol) => policyPort(53, protocol)),
};

const outside: NetworkPolicyPeer = {
  ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] },
};
