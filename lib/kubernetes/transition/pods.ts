import { always, each, filledIn, inside, preset } from "./shapes.ts";
import type { Shape } from "./shapes.ts";

const fieldRef: Shape = { apiVersion: "v1" };
const http: Shape = { path: "/", scheme: "HTTP" };
const probe = inside({
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  httpGet: inside(http),
  grpc: inside({ service: "" }),
});
const handler = inside({ httpGet: inside(http) });

const container: Shape = {
  imagePullPolicy: preset(({ image }) => (isLatest(String(image)) ? "Always" : "IfNotPresent")),
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
  resources: always({}),
  ports: each({ protocol: "TCP" }),
  env: each({
    valueFrom: inside({
      fieldRef: inside(fieldRef),
      resourceFieldRef: inside({ divisor: "0" }),
    }),
  }),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: inside({ postStart: handler, preStop: handler }),
};

/** `docker.io/library/nginx`, and `:latest`; nothing with a digest. */
function isLatest(image: string): boolean {
  const [name = "", digest] = image.split("@");
  const [, tag = "latest"] = /:([^:/]+)$/.exec(name) ?? [];
  return digest === undefined && tag === "latest";
}

const mode = { defaultMode: 0o644 };
const items = each({
  fieldRef: inside(fieldRef),
  resourceFieldRef: inside({ divisor: "0" }),
});

const volume: Shape = {
  // A volume of no kind is an empty one.
  emptyDir: (value, holder) =>
    value ?? (Object.keys(holder).every((key) => key === "name") ? {} : undefined),
  configMap: inside(mode),
  secret: inside(mode),
  downwardAPI: inside({ ...mode, items }),
  projected: inside({
    ...mode,
    sources: each({
      downwardAPI: inside({ items }),
      serviceAccountToken: inside({ expirationSeconds: 3600 }),
    }),
  }),
  hostPath: inside({ type: "" }),
  ephemeral: inside({
    volumeClaimTemplate: inside({ spec: inside({ volumeMode: "Filesystem" }) }),
  }),
};

const containers = each(container);

export const podSpec: Shape = {
  dnsPolicy: "ClusterFirst",
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  schedulerName: "default-scheduler",
  securityContext: always({}),
  // The older name of the field is kept beside it, and speaks when it is left out.
  serviceAccountName: preset(({ serviceAccount }) => serviceAccount),
  serviceAccount: (_, { serviceAccountName }) => serviceAccountName,
  // Dropped where its feature is off, as it is unless somebody turns it on.
  schedulingGroup: () => undefined,
  containers,
  initContainers: containers,
  volumes: each(volume),
};

/** A template of pods, as workloads have it. */
export const template: Shape = {
  template: always({ spec: (value) => filledIn(podSpec, { ...(value as object) }) }),
};
