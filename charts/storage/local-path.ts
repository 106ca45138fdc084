import { k8s } from "../../lib/kubernetes/constructs.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { bundledParts } from "../../lib/model/distribution.ts";
import { configuration, diskOf, provisionerPod, rights } from "../parts/local-path.ts";

export interface LocalPathOptions {
  /** Directory of each node; a disk of its own does not fill the system's. @default "/opt/local-path-provisioner" */
  readonly path?: string;
  /** Claims that name no class are bound here. @default true */
  readonly isDefault?: boolean;
  /** What becomes of the directory when its claim goes. @default "Retain" */
  readonly reclaimPolicy?: "Delete" | "Retain";
}

const name = "local-path";
const provisioner = "local-path-provisioner";

/** Volumes that are directories of the node where their pod runs first: fast, and lost with it. Nobody backs them up. */
export const localPath = defineComponent({
  name,
  layer: "storage",
  about: { docs: "https://github.com/rancher/local-path-provisioner" },
  namespace: "local-path-storage",
  // Its helpers make directories of the node.
  podSecurity: "privileged",
  provides: ({ isDefault = true }: LocalPathOptions) =>
    isDefault ? { "default-storage": {} } : {},
  atRunTime: { pods: [{ name: "helper", replicas: 1, cpu: "10m", memory: "16Mi" }] },
  traffic: { to: [{ who: "api-server" }] },
  accessModes: ["ReadWriteOnce", "ReadWriteOncePod"],
  places: ({ path = "" }) => ({ [name]: { disk: diskOf(path), isLocal: true } }),

  *check({ path = "/" }, cluster) {
    if (!path.startsWith("/")) yield `has path "${path}", not one from the root; write it from /`;
    for (const [part, { storageClass }] of bundledParts(cluster))
      if (storageClass?.name === name)
        yield `brings class ${name}, which part ${part} of the distribution brings already; take ${part} out of kubernetes.bundled, or leave this component out`;
  },

  objects(scope, options) {
    const { path = "/opt/local-path-provisioner", isDefault = true } = options;
    rights(scope, provisioner);
    new k8s.KubeConfigMap(scope, "configuration", {
      metadata: { name: provisioner },
      data: configuration(path),
    });
    const labels = { "app.kubernetes.io/name": provisioner };
    new k8s.KubeDeployment(scope, "provisioner", {
      metadata: { name: provisioner, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: provisionerPod(provisioner) },
      },
    });
    new k8s.KubeStorageClass(scope, "class", {
      metadata: {
        name,
        annotations: isDefault ? { "storageclass.kubernetes.io/is-default-class": "true" } : {},
      },
      provisioner: "rancher.io/local-path",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: options.reclaimPolicy ?? "Retain",
    });
  },
});
