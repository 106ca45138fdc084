import type { Kube, KubeObject } from "../../../e2e/kube.ts";
import { networkAnnotation, readyAnnotation } from "../../../e2e/stand-ins/pod-stages.ts";
import { pullImages } from "./images.ts";
import type { NodeOptions } from "./node.ts";

/** DaemonSets whose pod on a node brings the node's network. */
const networks = new Set(["cilium"]);

/**
 * What the kubelet decides: a pod starts when the node has a network or the pod needs none, and the node is ready when
 * its network's pod is. kwok does the rest.
 */
export function runPods({ kube, name }: NodeOptions, hasNetwork: boolean): void {
  let isConnected = false;
  const connect = async (): Promise<void> => {
    if (isConnected) return;
    const annotations = { [networkAnnotation]: "true" };
    isConnected = (await kube.patch(`/api/v1/nodes/${name}`, { metadata: { annotations } })) < 300;
  };
  const tick = async (): Promise<void> => {
    const pods = await kube.list(`/api/v1/pods?fieldSelector=spec.nodeName%3D${name}`);
    if (hasNetwork || pods.some((pod) => isNetwork(pod) && isReady(pod))) await connect();
    for (const pod of pods)
      if (isWaiting(pod) && (isConnected || mayStart(pod)) && (await pullImages(kube, pod)))
        await start(kube, pod);
  };
  const again = (): void =>
    void tick()
      .catch(() => undefined)
      .finally(() => setTimeout(again, 500));
  again();
}

function isNetwork({ metadata }: KubeObject): boolean {
  const { labels = {}, ownerReferences = [] } = metadata;
  const name = labels["app.kubernetes.io/name"] ?? labels["k8s-app"] ?? "";
  return networks.has(name) && ownerReferences.some(({ kind }) => kind === "DaemonSet");
}

function mayStart(pod: KubeObject): boolean {
  return pod["spec"].hostNetwork === true || isNetwork(pod);
}

function isWaiting({ metadata, status }: KubeObject): boolean {
  return (
    status?.phase === "Pending" &&
    !metadata.deletionTimestamp &&
    !metadata.annotations?.[readyAnnotation]
  );
}

function isReady({ status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
}

async function start(kube: Kube, { metadata }: KubeObject): Promise<void> {
  const annotations = { [readyAnnotation]: "true" };
  await kube.patch(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, {
    metadata: { annotations },
  });
}
