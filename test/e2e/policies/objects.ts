import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { formatAddress, parseCidr } from "../../../lib/model/addresses.ts";
import { policiesIn } from "../../../lib/network/policy.ts";
import type { Pod } from "../../../lib/network/reach.ts";
import { Reach } from "../../../lib/network/reach.ts";
import type { World } from "../../../lib/network/world.ts";
import { podsIn } from "../../../lib/network/world.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import type { Kube } from "../kube.ts";
import type { Place } from "./places.ts";
import { link } from "./places.ts";

/** A pod of the plan in its place. */
export interface PlacedPod extends Place {
  readonly name: string;
  readonly pod: Pod;
}

/** The distribution's, which no object of git shows. */
const dns: Named = {
  name: "coredns",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  ports: ["UDP", "TCP"].map((protocol) => ({ containerPort: 53, protocol })),
};

type Named = Pod & { readonly name: string };

/** One for each workload that policies reach, and one that answers for names. */
export function placedPods(world: World): readonly PlacedPod[] {
  const { first } = parseCidr(world.cluster.podCidr);
  const names = [...world.pods.keys()].toSorted();
  const planned = names
    .flatMap((namespace) => podsIn(world, namespace))
    .map(({ manifest, namespace, labels, ports }): Named => ({
      name: manifest.metadata.name,
      namespace,
      labels,
      ports,
    }));
  return [...planned, dns].map(({ name, ...pod }, i) => ({
    id: `${world.cluster.name}-${i}`,
    address: formatAddress(first + 10 + i),
    name: `${name}-${i}`,
    pod,
  }));
}

/** What the API server knows by itself of policies; those of a network's own kinds are left out on both sides. */
export function plainPolicies({ objects }: World): readonly Manifest[] {
  return objects.map(([one]) => one).filter(({ kind }) => kind === "NetworkPolicy");
}

/** What Strata says of them. */
export function reachOf(world: World, policies: readonly Manifest[]): Reach {
  const placed = policies.flatMap((one) =>
    policiesIn(one, world.kinds).map((policy) => ({
      ...policy,
      namespace: one.metadata.namespace ?? "",
      title: titleOf(one),
    })),
  );
  const labels = namespacesOf(world).map(
    ({ metadata }) => [metadata.name, metadata.labels ?? {}] as const,
  );
  return new Reach(placed, new Map(labels));
}

function namespacesOf({ objects }: World): readonly Manifest[] {
  return objects.map(([one]) => one).filter(({ kind }) => kind === "Namespace");
}

/** Everything that a controller of policies looks at, with one node that all pods are on. */
export async function createAll(
  kube: Kube,
  world: World,
  pods: readonly PlacedPod[],
  policies: readonly Manifest[],
): Promise<void> {
  await createNode(kube, world.cluster);
  const known = new Map(namespacesOf(world).map((one) => [one.metadata.name, one]));
  const names = new Set([...pods.map(({ pod }) => pod.namespace), ...known.keys()]);
  for (const name of names) {
    const labels = { ...known.get(name)?.metadata.labels };
    // Pods here have no containers that run, and so none that a level could be about.
    for (const key of Object.keys(labels))
      if (key.startsWith("pod-security.kubernetes.io/")) delete labels[key];
    const metadata = { name, labels };
    await created(kube, `/api/v1/namespaces/${name}`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata,
    });
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    await created(kube, `/api/v1/namespaces/${name}/serviceaccounts/default`, account);
  }
  for (const pod of pods) await createPod(kube, pod);
  for (const policy of policies) {
    const { name, namespace } = policy.metadata;
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`;
    await created(kube, path, policy);
  }
}

export const nodeName = "node";

async function createNode(kube: Kube, cluster: Cluster): Promise<void> {
  const path = `/api/v1/nodes/${nodeName}`;
  const spec = { podCIDR: cluster.podCidr, podCIDRs: [cluster.podCidr] };
  await created(kube, path, { apiVersion: "v1", kind: "Node", metadata: { name: nodeName }, spec });
  const addresses = [
    { type: "InternalIP", address: link.there },
    { type: "Hostname", address: nodeName },
  ];
  await kube.patch(`${path}/status`, { status: { addresses } });
}

async function createPod(kube: Kube, { name, address, pod }: PlacedPod): Promise<void> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${name}`;
  const containers = [{ name: "c", image: "c:1", ports: pod.ports }];
  const metadata = { name, labels: pod.labels };
  const spec = { nodeName, containers, automountServiceAccountToken: false };
  await created(kube, path, { apiVersion: "v1", kind: "Pod", metadata, spec });
  const status = {
    phase: "Running",
    hostIP: link.there,
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: [{ type: "Ready", status: "True" }],
  };
  await kube.patch(`${path}/status`, { status });
}

async function created(kube: Kube, path: string, object: object): Promise<void> {
  const answer = await kube.ask("PATCH", `${path}?fieldManager=e2e&force=true`, object);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.message}`);
}
