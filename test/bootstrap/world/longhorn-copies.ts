import { randomBytes } from "node:crypto";
import { defineCopies, longhornBase, object } from "../../e2e/longhorn.ts";
import type { Kube, KubeObject } from "../../e2e/kube.ts";
import { until } from "../../e2e/wait.ts";

/**
 * Plays what of Longhorn empties nodes: of each copy on a node that asks for it there is another on a node that takes
 * copies and has none of the same volume, and then the first goes; without such a node it stays. Returns its end.
 */
export async function serveCopies(kube: Kube): Promise<() => void> {
  await defineCopies(kube);
  await kube.apply(
    "/api/v1/namespaces/longhorn-system",
    object("v1", "Namespace", "longhorn-system"),
  );
  const soft = { value: "false" };
  await until(
    "the kinds of Longhorn",
    () => put(kube, "Setting", "replica-soft-anti-affinity", soft),
    60,
  );
  let isOver = false;
  const again = (): void =>
    void tick(kube)
      .catch(() => undefined)
      .finally(() => isOver || setTimeout(again, 500));
  again();
  return () => void (isOver = true);
}

/** A node that takes copies. */
export function addStorageNode(kube: Kube, name: string): Promise<boolean> {
  const conditions = ["Ready", "Schedulable"].map((type) => ({ type, status: "True" }));
  return put(kube, "Node", name, {
    spec: { allowScheduling: true, evictionRequested: false },
    status: { conditions },
  });
}

export function addCopy(kube: Kube, volumeName: string, nodeID: string): Promise<boolean> {
  const name = `${volumeName}-r-${randomBytes(4).toString("hex")}`;
  return put(kube, "Replica", name, { spec: { volumeName, nodeID } });
}

/** Which nodes have a copy of a volume. */
export async function holdersOf(kube: Kube, volume: string): Promise<string[]> {
  const own = (await list(kube, "Replica")).filter(({ spec }) => spec.volumeName === volume);
  return own.map(({ spec }) => spec.nodeID as string).toSorted();
}

async function tick(kube: Kube): Promise<void> {
  const [nodes, replicas] = [await list(kube, "Node"), await list(kube, "Replica")];
  const leaving = new Set(
    nodes.filter(({ spec }) => spec.evictionRequested).map(({ metadata }) => metadata.name),
  );
  for (const { spec, metadata } of replicas.filter((one) => leaving.has(one["spec"].nodeID))) {
    const holders = await holdersOf(kube, spec.volumeName);
    const isElsewhere = holders.some((name) => !leaving.has(name) && metadata.labels?.["copied"]);
    if (isElsewhere) {
      await kube.delete(`${longhornBase}/replicas/${metadata.name}`);
      continue;
    }
    const place = nodes.find(
      (node) => node["spec"].allowScheduling && !holders.includes(node.metadata.name),
    );
    if (!place) continue;
    await addCopy(kube, spec.volumeName, place.metadata.name);
    const labels = { copied: "true" };
    await kube.patch(`${longhornBase}/replicas/${metadata.name}`, { metadata: { labels } });
  }
}

function list(kube: Kube, kind: "Node" | "Replica"): Promise<KubeObject[]> {
  return kube.list(`${longhornBase}/${kind.toLowerCase()}s`);
}

async function put(kube: Kube, kind: string, name: string, rest: object): Promise<boolean> {
  const path = `${longhornBase}/${kind.toLowerCase()}s/${name}`;
  return (await kube.apply(path, object("longhorn.io/v1beta2", kind, name, rest))) < 300;
}
