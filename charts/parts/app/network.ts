import type { Scope } from "../../../lib/model/scope.ts";
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyPeer,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { AppOptions } from "./options.ts";
import { selectorOf } from "./options.ts";

/** Who may connect to an app, and to whom it may: everything else is refused. */
export function networkPolicy(scope: Scope, options: AppOptions): void {
  const { name, port, host, metrics, allowFrom = [], allowTo = [], internet } = options;
  const podPort = { port: k8s.IntOrString.fromNumber(port), protocol: "TCP" };
  const from = [
    ...allowFrom.map(podsOf),
    ...(host ? namespaceOfProvider(scope, "ingress") : []),
    ...(metrics ? namespaceOfProvider(scope, "metrics") : []),
  ];
  const egress: NetworkPolicyEgressRule[] = [dns];
  if (allowTo.length > 0) egress.push({ to: allowTo.map(podsOf) });
  if (internet)
    egress.push({
      to: [outside],
      ports: [{ port: k8s.IntOrString.fromNumber(443), protocol: "TCP" }],
    });
  new k8s.KubeNetworkPolicy(scope, `${name}-policy`, {
    metadata: { name },
    spec: {
      podSelector: { matchLabels: selectorOf(name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: from.length > 0 ? [{ from, ports: [podPort] }] : [],
      egress,
    },
  });
}

function podsOf(name: string): NetworkPolicyPeer {
  return { podSelector: { matchLabels: selectorOf(name) } };
}

function namespaceOfProvider(scope: Scope, capability: "ingress" | "metrics"): NetworkPolicyPeer[] {
  return scope.has(capability) ? [namespace(scope.from(capability).namespace)] : [];
}

function namespace(name: string): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

const dns: NetworkPolicyEgressRule = {
  to: [{ ...namespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
  ports: ["UDP", "TCP"].map((protocol) => ({ port: k8s.IntOrString.fromNumber(53), protocol })),
};

const outside: NetworkPolicyPeer = {
  ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] },
};
