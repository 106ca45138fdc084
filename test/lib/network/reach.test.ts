import { describe, expect, it } from "vitest";
import { ciliumKinds } from "../../../charts/parts/kinds/cilium.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import { KindTable } from "../../../lib/order/kind-table.ts";
import { policiesIn } from "../../../lib/network/policy.ts";
import type { Party, Pod } from "../../../lib/network/reach.ts";
import { Reach } from "../../../lib/network/reach.ts";

const brings = defineComponent({
  name: "network",
  layer: "networking",
  namespace: "x",
  kinds: ciliumKinds,
});
const kinds = new KindTable([brings().definition]);

function policy(spec: object, namespace = "default", kind = "NetworkPolicy") {
  const apiVersion = kind === "NetworkPolicy" ? "networking.k8s.io/v1" : "cilium.io/v2";
  const manifest = { apiVersion, kind, metadata: { name: "test", namespace }, spec };
  return policiesIn(manifest, kinds).map((one) => ({ ...one, namespace, title: kind }));
}

function pod(labels: Pod["labels"], namespace = "default", ports: Pod["ports"] = []): Pod {
  return { namespace, labels, ports };
}

const namespaces = new Map([
  ["mine", { project: "myproject" }],
  ["theirs", { project: "other" }],
]);

function sideThatRefuses(
  policies: readonly (readonly object[])[],
  [from, to, port]: readonly [from: Party, to: Party, port?: number | string],
  protocol = "TCP",
): string | undefined {
  const reach = new Reach(policies.flat() as never, namespaces);
  return reach.refusal(from, to, { port: port ?? 80, protocol })?.side;
}

const db = pod({ role: "db" });
const frontend = pod({ role: "frontend" });
const outside = (address: string): Party => ({ address });

/** Kubernetes docs: concepts/services-networking/network-policies. */
describe("the example of Kubernetes' documentation", () => {
  const example = policy({
    podSelector: { matchLabels: { role: "db" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [
          { ipBlock: { cidr: "172.17.0.0/16", except: ["172.17.1.0/24"] } },
          { namespaceSelector: { matchLabels: { project: "myproject" } } },
          { podSelector: { matchLabels: { role: "frontend" } } },
        ],
        ports: [{ protocol: "TCP", port: 6379 }],
      },
    ],
    egress: [
      {
        to: [{ ipBlock: { cidr: "10.0.0.0/24" } }],
        ports: [{ protocol: "TCP", port: 5978 }],
      },
    ],
  });

  it.each([
    ["172.17.0.0 to 172.17.0.255 come in", [outside("172.17.0.7"), db, 6379], undefined],
    ["172.17.2.0 to 172.17.255.255 come in", [outside("172.17.2.0"), db, 6379], undefined],
    ["the excepted block does not", [outside("172.17.1.9"), db, 6379], "ingress"],
    ["no other address does", [outside("172.18.0.1"), db, 6379], "ingress"],
    ["any pod of a namespace with the label does", [pod({}, "mine"), db, 6379], undefined],
    ["none of a namespace with another", [pod({}, "theirs"), db, 6379], "ingress"],
    ["a frontend of its own namespace does", [frontend, db, 6379], undefined],
    ["one of another namespace does not", [pod({ role: "frontend" }, "x"), db, 6379], "ingress"],
    ["nobody comes in at another port", [frontend, db, 6380], "ingress"],
    ["it goes to 10.0.0.0/24 at port 5978", [db, outside("10.0.0.9"), 5978], undefined],
    ["not at another port", [db, outside("10.0.0.9"), 5979], "egress"],
    ["not elsewhere", [db, outside("10.0.1.9"), 5978], "egress"],
    ["other pods are not isolated", [outside("1.2.3.4"), frontend, 80], undefined],
    ["and go where they will", [frontend, outside("1.2.3.4"), 80], undefined],
  ] as const)("%s", (_, way, side) => {
    expect(sideThatRefuses([example], way)).toBe(side);
  });

  it("is about TCP, not UDP", () => {
    expect(sideThatRefuses([example], [frontend, db, 6379], "UDP")).toBe("ingress");
  });
});

describe("the default policies of Kubernetes' documentation", () => {
  const denyIngress = policy({ podSelector: {}, policyTypes: ["Ingress"] });
  const allowIngress = policy({ podSelector: {}, ingress: [{}], policyTypes: ["Ingress"] });
  const denyEgress = policy({ podSelector: {}, policyTypes: ["Egress"] });
  const allowEgress = policy({ podSelector: {}, egress: [{}], policyTypes: ["Egress"] });
  const denyAll = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  const [a, b] = [pod({ app: "a" }), pod({ app: "b" })];
  const there = pod({}, "elsewhere");

  it.each([
    ["deny all ingress: nobody comes in", [denyIngress], [there, a], "ingress"],
    ["deny all ingress: pods go out", [denyIngress], [a, there], undefined],
    ["allow all ingress adds to it", [denyIngress, allowIngress], [there, a], undefined],
    ["deny all egress: nobody goes out", [denyEgress], [a, there], "egress"],
    ["deny all egress: others come in", [denyEgress], [there, a], undefined],
    ["allow all egress adds to it", [denyEgress, allowEgress], [a, there], undefined],
    ["deny both: out is refused first", [denyAll], [a, b], "egress"],
    ["deny both: in", [denyAll], [there, a], "ingress"],
    ["of another namespace it says nothing", [denyAll], [there, pod({}, "third")], undefined],
  ] as const)("%s", (_, policies, way, side) => {
    expect(sideThatRefuses(policies, way)).toBe(side);
  });

  it("need both sides to let a connection through", () => {
    const out = policy({
      podSelector: { matchLabels: { app: "a" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: { matchLabels: { app: "b" } } }] }],
    });
    expect(sideThatRefuses([denyAll, out], [a, b])).toBe("ingress");
    const into = policy({
      podSelector: { matchLabels: { app: "b" } },
      ingress: [{ from: [{ podSelector: {} }] }],
    });
    expect(sideThatRefuses([denyAll, out, into], [a, b])).toBeUndefined();
  });
});

describe("selectors and ports of Kubernetes' documentation", () => {
  const user = { matchLabels: { user: "alice" } };
  const client = { matchLabels: { role: "client" } };
  const both = policy({
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: user, podSelector: client }] }],
  });
  const either = policy({
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: user }, { podSelector: client }] }],
  });
  const alice = new Map([["alice", { user: "alice" }]]);
  const refused = (policies: readonly object[], from: Pod): boolean =>
    new Reach(policies as never, alice).refusal(from, db, { port: 1, protocol: "TCP" }) !==
    undefined;

  it("of one peer must both fit, those of two either", () => {
    const near = pod({ role: "client" });
    const far = pod({ role: "client" }, "alice");
    const other = pod({ role: "server" }, "alice");
    expect([near, far, other].map((one) => refused(both, one))).toEqual([true, false, true]);
    expect([near, far, other].map((one) => refused(either, one))).toEqual([false, false, false]);
  });

  it("end with endPort, and know a namespace by its name", () => {
    const range = policy({
      podSelector: { matchLabels: { role: "db" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ ipBlock: { cidr: "10.0.0.0/24" } }],
          ports: [{ protocol: "TCP", port: 32_000, endPort: 32_768 }],
        },
        { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "dns" } } }] },
      ],
    });
    const at = (port: number) => sideThatRefuses([range], [db, outside("10.0.0.1"), port]);
    expect([31_999, 32_000, 32_500, 32_768, 32_769].map(at)).toEqual([
      "egress",
      undefined,
      undefined,
      undefined,
      "egress",
    ]);
    expect(sideThatRefuses([range], [db, pod({}, "dns")])).toBeUndefined();
    expect(sideThatRefuses([range], [db, pod({}, "web")])).toBe("egress");
  });

  it("are looked up by the name that the pod which is connected to has for them", () => {
    const named = policy({ podSelector: {}, ingress: [{ ports: [{ port: "http" }] }] });
    const one = pod({}, "default", [{ name: "http", containerPort: 8080 }]);
    const other = pod({}, "default", [{ name: "http", containerPort: 9090 }]);
    const to = (target: Pod, port: number | string) =>
      sideThatRefuses([named], [pod({}, "x"), target, port]);
    expect(to(one, 8080)).toBeUndefined();
    expect(to(one, "http")).toBeUndefined();
    expect(to(other, 8080)).toBe("ingress");
    expect(to(other, 9090)).toBeUndefined();
  });
});

describe("a policy", () => {
  it("without policyTypes is about ingress, and about egress where it has rules for it", () => {
    const plain = policy({ podSelector: {} });
    expect(sideThatRefuses([plain], [pod({}, "x"), db])).toBe("ingress");
    expect(sideThatRefuses([plain], [db, outside("1.1.1.1")])).toBeUndefined();
    const out = policy({ podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] });
    expect(sideThatRefuses([out], [db, outside("1.1.1.1")])).toBe("egress");
  });

  it("keeps no pod from itself, and no block holds pods", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(sideThatRefuses([deny], [db, db])).toBeUndefined();
    const all = policy({
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }],
    });
    expect(sideThatRefuses([all], [pod({}, "x"), db])).toBe("ingress");
  });
});

/** Cilium docs: security/policy/language. */
describe("a CiliumNetworkPolicy", () => {
  const cilium = (spec: object) => policy(spec, "default", "CiliumNetworkPolicy");
  const dnsPod = pod({ "k8s-app": "kube-dns" }, "kube-system");

  it("allows nothing by an empty rule", () => {
    const deny = cilium({ endpointSelector: {}, ingress: [{}], egress: [{}] });
    expect(sideThatRefuses([deny], [pod({}, "x"), db])).toBe("ingress");
    expect(sideThatRefuses([deny], [db, dnsPod, 53])).toBe("egress");
  });

  it("finds pods by labels of theirs and of their namespace, and adds up with a NetworkPolicy", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Egress"] });
    const dns = cilium({
      endpointSelector: { matchLabels: { "k8s:role": "db" } },
      egress: [
        {
          toEndpoints: [
            {
              matchLabels: {
                "k8s:io.kubernetes.pod.namespace": "kube-system",
                "k8s:k8s-app": "kube-dns",
              },
            },
          ],
          toPorts: [{ ports: [{ port: "53", protocol: "ANY" }] }],
        },
      ],
    });
    expect(sideThatRefuses([deny, dns], [db, dnsPod, 53], "UDP")).toBeUndefined();
    expect(sideThatRefuses([deny, dns], [db, dnsPod, 54], "UDP")).toBe("egress");
    expect(sideThatRefuses([deny, dns], [frontend, dnsPod, 53], "UDP")).toBe("egress");
    expect(sideThatRefuses([deny, dns], [db, pod({ "k8s-app": "kube-dns" }), 53])).toBe("egress");
  });

  it.each([
    ["kube-apiserver", { entity: "api-server" }, undefined],
    ["kube-apiserver", { entity: "nodes" }, "egress"],
    ["remote-node", { entity: "nodes" }, undefined],
    ["world", outside("192.168.1.2"), undefined],
    ["world", { entity: "nodes" }, "egress"],
    ["cluster", pod({}, "x"), undefined],
    ["cluster", outside("192.168.1.2"), "egress"],
    ["all", pod({}, "x"), undefined],
    ["all", { entity: "api-server" }, undefined],
  ] as const)("with toEntities %s and %o", (entity, to, side) => {
    const out = cilium({ endpointSelector: {}, egress: [{ toEntities: [entity] }] });
    expect(sideThatRefuses([out], [db, to])).toBe(side);
  });

  it("lets pods out to blocks at ports", () => {
    const out = cilium({
      endpointSelector: {},
      egress: [
        {
          toCIDRSet: [{ cidr: "10.0.0.0/8", except: ["10.96.0.0/12"] }],
          toPorts: [{ ports: [{ port: "443", protocol: "TCP" }] }],
        },
      ],
    });
    const to = (address: string, port: number) =>
      sideThatRefuses([out], [db, outside(address), port]);
    expect([to("10.1.1.1", 443), to("10.1.1.1", 80), to("10.96.0.1", 443)]).toEqual([
      undefined,
      "egress",
      "egress",
    ]);
  });
});
