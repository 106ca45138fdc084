import { existsSync, readFileSync } from "node:fs";
import type { Kube, KubeObject } from "../../../e2e/kube.ts";

/** Names of registries that do not answer this machine, one a line. */
export const deadRegistries = "/run/dead-registries";

interface Container {
  readonly name: string;
  readonly image: string;
}

/** Whether the images of a pod can be had; its status says which cannot, as the kubelet has it (concepts/containers/images). */
export async function pullImages(kube: Kube, pod: KubeObject): Promise<boolean> {
  const dead = existsSync(deadRegistries) ? readFileSync(deadRegistries, "utf8").split("\n") : [];
  const containers = pod["spec"].containers as readonly Container[];
  if (!containers.some(({ image }) => dead.includes(registryOf(image)))) return true;
  const containerStatuses = containers.map(({ name, image }) => ({
    name,
    image,
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: "ImagePullBackOff", message: refusalOf(image) } },
  }));
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
  await kube.patch(path, { status: { containerStatuses } });
  return false;
}

/** The first part of a name, where it is that of a host; Docker's own otherwise. */
function registryOf(image: string): string {
  const [first = ""] = image.split("/");
  return /[.:]|^localhost$/.test(first) && image.includes("/") ? first : "docker.io";
}

/** In the words of the kubelet and of containerd. */
function refusalOf(image: string): string {
  const host = registryOf(image);
  const path = image.replace(`${host}/`, "").replace(/:([^:]*)$/, "/manifests/$1");
  return `Back-off pulling image "${image}": ErrImagePull: failed to pull and unpack image "${image}": failed to resolve reference "${image}": failed to do request: Head "https://${host}/v2/${path}": dial tcp: lookup ${host}: no such host`;
}
