import { identity } from "../../../lib/kubernetes/manifest.ts";
import { needsOf } from "../../simulator/references.ts";
import { healthOf } from "../health.ts";
import type { KubeObject } from "../kube.ts";
import { readyAnnotation } from "./pod-stages.ts";
import type { Row, World } from "./row.ts";
import { writeProducts } from "./secrets.ts";

/** The kubelet and its network plugin: they say when a pod may start, and kwok starts it. */
const pod: Row = {
  kind: "/Pod",
  name: "kubelet",
  concerns: ({ spec, status, metadata }) =>
    Boolean(spec.nodeName) && status?.phase === "Pending" && !metadata.deletionTimestamp,
  isServed: (object, { controllers }) =>
    object["spec"].hostNetwork === true ||
    controllers.provides("cni") ||
    controllers.isPartOf("cni", object),
  isDone: ({ metadata }) => metadata.annotations?.[readyAnnotation] !== undefined,
  async act(object, world) {
    if (!(await hasWhatItMounts(object, world))) return false;
    const metadata = { annotations: { [readyAnnotation]: "true" } };
    return world.view.kube.patch(world.view.pathOf(object), { metadata });
  },
  async breakDown(object, { view }) {
    const containers = object["spec"].containers as readonly { name: string; image: string }[];
    const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image" };
    const containerStatuses = containers.map(({ name, image }) => ({
      name,
      image,
      imageID: "",
      ready: false,
      restartCount: 0,
      state: { waiting },
    }));
    return view.kube.patch(`${view.pathOf(object)}/status`, {
      status: { containerStatuses },
    });
  },
};

/** A container is not created before the Secrets and ConfigMaps that its pod names are there. */
async function hasWhatItMounts({ metadata, spec }: KubeObject, world: World): Promise<boolean> {
  const plurals: Readonly<Record<string, string>> = { Secret: "secrets", ConfigMap: "configmaps" };
  for (const { kind, namespace, name, at } of needsOf(spec, metadata.namespace!)) {
    const plural = plurals[kind];
    // Without these an image is pulled by nobody's leave.
    if (!plural || at.startsWith("imagePullSecrets")) continue;
    if (!(await world.view.kube.get(`/api/v1/namespaces/${namespace}/${plural}/${name}`)))
      return false;
  }
  return true;
}

const service: Row = {
  kind: "/Service",
  name: "load balancer",
  concerns: ({ spec }) => spec.type === "LoadBalancer",
  isServed: (_, { controllers }) => controllers.provides("load-balancer"),
  isDone: (object) => healthOf(object) === "Healthy",
  async act(object, { view, addresses }) {
    const ip = addresses.forService(object);
    if (ip === undefined) return false;
    const status = { loadBalancer: { ingress: [{ ip }] } };
    return view.kube.patch(`${view.pathOf(object)}/status`, { status });
  },
};

/** A vendor's Service may select pods by labels that they, or their operator, give only at run time. */
const labelledLater: Row = {
  kind: "/Service",
  name: "labels of the run time",
  concerns: ({ metadata, spec }, { plan, view }) => {
    const { namespace = "", name } = metadata;
    const item = plan.index.makers.get(identity("", "Service", namespace, name));
    const wanted = Object.entries((spec.selector ?? {}) as Record<string, string>);
    if (!item?.isMade || wanted.length === 0) return false;
    return ![...view.of("/Pod")].some(
      (one) =>
        one.metadata.namespace === namespace &&
        wanted.every(([key, value]) => one.metadata.labels?.[key] === value),
    );
  },
  isServed: (object, { controllers }) => controllers.runsBeside(object),
  act({ metadata: { name, namespace }, spec }, { view }) {
    const slice = `${name}-stand-in`;
    const labels = { "kubernetes.io/service-name": name };
    const ports = (spec.ports ?? []) as { name?: string; port: number; protocol?: string }[];
    return view.kube.apply(
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${slice}`,
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: slice, namespace, labels },
        addressType: "IPv4",
        endpoints: [{ addresses: ["192.0.2.1"], conditions: { ready: true } }],
        ports: ports.map(({ name: port = "", port: number, protocol = "TCP" }) => {
          return { name: port, port: number, protocol };
        }),
      },
    );
  },
};

const ingress: Row = {
  kind: "networking.k8s.io/Ingress",
  name: "ingress controller",
  isServed: (_, { controllers }) => controllers.provides("ingress"),
  isDone: (object) => healthOf(object) === "Healthy",
  async act(object, { view, addresses }) {
    const ip = addresses.forIngress();
    if (ip === undefined) return false;
    const status = { loadBalancer: { ingress: [{ ip }] } };
    return view.kube.patch(`${view.pathOf(object)}/status`, { status });
  },
};

const ingressCertificate: Row = {
  kind: "networking.k8s.io/Ingress",
  name: "certificates of an Ingress",
  concerns: (object, { plan }) => plan.index.kinds.productsOf(object).length > 0,
  isServed: (_, { controllers }) => controllers.serves("cert-manager.io/Certificate"),
  act: writeProducts,
};

/** The real volume controller asks for a volume by this annotation, and binds what it is given. */
const provisioner = "volume.kubernetes.io/storage-provisioner";

const claim: Row = {
  kind: "/PersistentVolumeClaim",
  name: "storage driver",
  concerns: ({ metadata }) => metadata.annotations?.[provisioner] !== undefined,
  isServed: (_, { controllers }) => controllers.provides("default-storage"),
  isDone: (object) => healthOf(object) === "Healthy",
  act({ metadata, spec }, { view }) {
    const { namespace, name, uid } = metadata;
    const volume = `pvc-${uid}`;
    return view.kube.apply(`/api/v1/persistentvolumes/${volume}`, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: volume },
      spec: {
        accessModes: spec.accessModes,
        capacity: spec.resources.requests,
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
        csi: { driver: "stand-in.test", volumeHandle: volume },
        persistentVolumeReclaimPolicy: "Delete",
        storageClassName: spec.storageClassName,
      },
    });
  },
};

/** Nothing measures pods here; the controller that would ask is switched off. */
const autoscaler: Row = {
  kind: "autoscaling/HorizontalPodAutoscaler",
  name: "autoscaler",
  isServed: () => true,
  isDone: (object) => healthOf(object) === "Healthy",
  act(object, { view }) {
    const condition = { type: "AbleToScale", status: "True", reason: "ReadyForNewScale" };
    const conditions = [{ ...condition, lastTransitionTime: new Date().toISOString() }];
    const status = { conditions, currentReplicas: 1, desiredReplicas: 1, currentMetrics: [] };
    return view.kube.patch(`${view.pathOf(object)}/status`, { status });
  },
};

export const coreRows: readonly Row[] = [
  pod,
  service,
  labelledLater,
  ingress,
  ingressCertificate,
  claim,
  autoscaler,
];

/** What no node runs: addresses come from the network, and numbers of pods from what measures them. */
export const outsideOfNodes: readonly Row[] = [service, ingress, autoscaler];
