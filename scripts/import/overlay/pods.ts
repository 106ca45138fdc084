import type { Schema } from "../../../lib/schema/schema.ts";
import * as is from "./keywords.ts";

// The file mode of a volume, 0777 in octal.
const fileMode: Schema = { minimum: 0, maximum: 511 };
const modes: Schema = { properties: { defaultMode: fileMode } };
// User and group numbers are 64 bits wide in the API and 32 in the kernel.
const identity: Schema = { minimum: 0, maximum: 2147483647 };
// Optional in OpenAPI only because such a reference once could be empty.
const named: Schema = {
  required: ["name"],
  properties: { name: { ...is.subdomain, ...is.notEmpty } },
};
const keyOf: Schema = {
  ...named,
  properties: { ...named.properties, key: { format: "config-key", ...is.notEmpty } },
};
const quantities: Schema = { propertyNames: { format: "resource-name" } };
// Optional in OpenAPI only because patches name a container without its image.
const container: Schema = {
  required: ["image"],
  properties: {
    image: is.notEmpty,
    name: is.label,
    restartPolicy: { enum: ["Always", "Never", "OnFailure"] },
  },
};
const fieldPath =
  "^(metadata\\.(name|namespace|uid|labels|annotations|(labels|annotations)\\['[^']+'\\])|spec\\.(nodeName|serviceAccountName)|status\\.(hostIPs?|podIPs?))$";

/** Operators that compare need values; those that ask for existence have none. */
const requirement: Schema = {
  anyOf: [
    { required: ["values"], properties: { values: is.atLeastOne } },
    { properties: { operator: { enum: ["DoesNotExist", "Exists"] } } },
  ],
};

export const pods: is.Overlay = {
  ConfigMapEnvSource: named,
  ConfigMapKeySelector: keyOf,
  ConfigMapVolumeSource: { ...modes, required: ["name"] },
  Container: container,
  ContainerPort: {
    properties: {
      containerPort: is.port,
      hostPort: is.optionalPort,
      name: { format: "port-name" },
    },
  },
  DownwardAPIVolumeSource: modes,
  EnvFromSource: is.exactlyOne("configMapRef", "secretRef"),
  EnvVar: { properties: { name: { format: "env-name" } } },
  EnvVarSource: is.oneField,
  EphemeralContainer: container,
  ExecAction: { required: ["command"], properties: { command: is.atLeastOne } },
  GRPCAction: { properties: { port: is.port } },
  HTTPGetAction: { properties: { port: is.portReference } },
  HostAlias: { properties: { hostnames: { items: is.subdomain }, ip: { format: "ip" } } },
  HostPathVolumeSource: { properties: { path: is.notEmpty } },
  KeyToPath: { properties: { key: is.notEmpty, mode: fileMode, path: is.notEmpty } },
  LabelSelector: { properties: { matchLabels: is.labels } },
  LabelSelectorRequirement: {
    ...requirement,
    properties: {
      key: is.labelKey,
      operator: { enum: ["DoesNotExist", "Exists", "In", "NotIn"] },
      values: { items: is.labelValue },
    },
  },
  LifecycleHandler: is.oneField,
  NFSVolumeSource: {
    properties: { path: { ...is.absolutePath, ...is.notEmpty }, server: is.notEmpty },
  },
  NodeSelector: { properties: { nodeSelectorTerms: is.atLeastOne } },
  NodeSelectorRequirement: { ...requirement, properties: { key: is.labelKey } },
  ObjectFieldSelector: { properties: { fieldPath: { pattern: fieldPath } } },
  PersistentVolumeClaimVolumeSource: { properties: { claimName: is.notEmpty } },
  PodAffinityTerm: { properties: { topologyKey: is.labelKey } },
  PodSecurityContext: {
    properties: {
      fsGroup: identity,
      runAsGroup: identity,
      runAsUser: identity,
      supplementalGroups: { items: identity },
    },
  },
  PodSpec: {
    properties: {
      activeDeadlineSeconds: { minimum: 1, maximum: 2147483647 },
      containers: is.atLeastOne,
      hostname: is.label,
      nodeName: is.subdomain,
      nodeSelector: is.labels,
      priorityClassName: is.subdomain,
      serviceAccountName: is.subdomain,
      subdomain: is.label,
    },
  },
  PodTemplateSpec: { required: ["spec"] },
  PreferredSchedulingTerm: { properties: { weight: is.weight } },
  Probe: {
    ...is.exactlyOne("exec", "grpc", "httpGet", "tcpSocket"),
    properties: {
      failureThreshold: is.notNegative,
      initialDelaySeconds: is.notNegative,
      periodSeconds: is.notNegative,
      successThreshold: is.notNegative,
      terminationGracePeriodSeconds: is.positive,
      timeoutSeconds: is.notNegative,
    },
  },
  ProjectedVolumeSource: modes,
  ResourceRequirements: { properties: { limits: quantities, requests: quantities } },
  SecretEnvSource: named,
  SecretKeySelector: keyOf,
  SecretVolumeSource: {
    ...modes,
    required: ["secretName"],
    properties: { ...modes.properties, secretName: is.notEmpty },
  },
  SecurityContext: { properties: { runAsGroup: identity, runAsUser: identity } },
  // The kubelet renews a token well before it ends, which shorter ones do not allow.
  ServiceAccountTokenProjection: {
    properties: { expirationSeconds: { minimum: 600 }, path: is.notEmpty },
  },
  TCPSocketAction: { properties: { port: is.portReference } },
  Toleration: { properties: { key: is.labelKey, value: is.labelValue } },
  TopologySpreadConstraint: {
    properties: { maxSkew: is.positive, minDomains: is.positive, topologyKey: is.notEmpty },
  },
  // A name and at most one source; without any it is an emptyDir.
  Volume: { maxProperties: 2, properties: { name: is.label } },
  VolumeMount: {
    not: { required: ["subPath", "subPathExpr"] },
    properties: { mountPath: is.notEmpty, name: is.notEmpty },
  },
  WeightedPodAffinityTerm: { properties: { weight: is.weight } },
};
