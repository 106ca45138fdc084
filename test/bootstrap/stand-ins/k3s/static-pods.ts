import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Kube } from "../../../e2e/kube.ts";
import { log } from "./log.ts";
import * as paths from "./paths.ts";
import { holdAddress } from "./virtual-address.ts";

interface StaticPod {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly containers: readonly {
      readonly image: string;
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
    }[];
  };
}

/** Runs what stands in the kubelet's folder of pods; of images, kube-vip's is the one that it knows. */
export function startStaticPods(kube: Kube, node: string): void {
  for (const file of readdirSync(paths.podManifests)) {
    const pod = load(readFileSync(join(paths.podManifests, file), "utf8")) as StaticPod;
    for (const { image, env = [] } of pod.spec.containers) {
      const values = Object.fromEntries(env.map(({ name, value = "" }) => [name, value]));
      if (image.includes("/kube-vip")) holdAddress(kube, node, values);
      else log("error", `the stand-in cannot run image ${image} of ${file}`);
    }
    void mirror(kube, pod, node);
  }
}

/** As the kubelet shows a static pod to the API server. */
async function mirror(kube: Kube, pod: StaticPod, node: string): Promise<void> {
  const { namespace = "default", name } = pod.metadata;
  const annotations = {
    "kubernetes.io/config.mirror": "static",
    "kubernetes.io/config.source": "file",
  };
  const uid = (await kube.get(`/api/v1/nodes/${node}`))?.metadata.uid;
  const owner = { apiVersion: "v1", kind: "Node", name: node, uid, controller: true };
  const ownerReferences = uid ? [owner] : [];
  const own = { name: `${name}-${node}`, namespace, annotations, ownerReferences };
  const spec = { ...pod.spec, nodeName: node, tolerations: [{ operator: "Exists" }] };
  await kube
    .ask("POST", `/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: own,
      spec,
    })
    .catch(() => undefined);
}
