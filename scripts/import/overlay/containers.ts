import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

// User and group numbers are 64 bits wide in the API and 32 in the kernel.
export const identity: Schema = { minimum: 0, maximum: 2147483647 };
// Optional in OpenAPI only because such a reference once could be empty.
const named: Schema = {
  required: ["name"],
  properties: { name: { ...is.subdomain, ...is.notEmpty } },
};
const keyOf: Schema = {
  ...named,
  properties: { ...named.properties, key: { format: "config-key", ...is.notEmpty } },
};
const quantities: Schema = {
  propertyNames: { format: "resource-name" },
  additionalProperties: is.amount,
};
// A container that runs is asked once before it is taken for dead or started.
const once: Schema = { properties: { successThreshold: { maximum: 1 } } };
// Optional in OpenAPI only because patches name a container without its image.
const container: Schema = {
  required: ["image"],
  properties: {
    image: is.notEmpty,
    livenessProbe: once,
    name: is.label,
    readinessProbe: { not: { required: ["terminationGracePeriodSeconds"] } },
    restartPolicy: { enum: ["Always", "Never", "OnFailure"], ...is.notEmpty },
    startupProbe: once,
  },
};
// A profile of the node has a name, and no other kind has one.
const localhost: Schema = {
  anyOf: [
    { required: ["localhostProfile"], properties: { type: { enum: ["Localhost"] } } },
    {
      not: { required: ["localhostProfile"] },
      properties: { type: { not: { enum: ["Localhost"] } } },
    },
  ],
};
const fieldPath =
  "^(metadata\\.(name|namespace|uid|labels|annotations|(labels|annotations)\\['[^']+'\\])|spec\\.(nodeName|serviceAccountName)|status\\.(hostIPs?|podIPs?))$";
const resource = "^(limits|requests)\\.(cpu|ephemeral-storage|memory|hugepages-.+)$";

export const containers: is.Overlay = {
  AppArmorProfile: localhost,
  ConfigMapEnvSource: named,
  ConfigMapKeySelector: keyOf,
  Container: container,
  ContainerPort: {
    properties: {
      containerPort: is.port,
      hostPort: is.optionalPort,
      name: { format: "port-name" },
    },
  },
  EnvFromSource: {
    ...is.exactlyOne("configMapRef", "secretRef"),
    properties: { prefix: { pattern: "^[ -<>-~]*$" } },
  },
  EnvVar: {
    not: { required: ["value", "valueFrom"] },
    properties: { name: { format: "env-name" } },
  },
  EnvVarSource: is.oneField,
  EphemeralContainer: container,
  ExecAction: { required: ["command"], properties: { command: is.atLeastOne } },
  GRPCAction: { properties: { port: is.port } },
  HTTPGetAction: { properties: { port: is.portReference } },
  HTTPHeader: { properties: { name: { pattern: "^[-A-Za-z0-9]+$" } } },
  LifecycleHandler: is.oneField,
  ObjectFieldSelector: {
    properties: { apiVersion: { enum: ["v1"] }, fieldPath: { pattern: fieldPath } },
  },
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
  ResourceFieldSelector: { properties: { resource: { pattern: resource } } },
  ResourceRequirements: { properties: { limits: quantities, requests: quantities } },
  SeccompProfile: localhost,
  SecretEnvSource: named,
  SecretKeySelector: keyOf,
  SecurityContext: {
    // Whoever is privileged has all that escalation could bring.
    anyOf: [
      { properties: { privileged: { enum: [false] } } },
      { properties: { allowPrivilegeEscalation: { enum: [true] } } },
    ],
    properties: { procMount: is.notEmpty, runAsGroup: identity, runAsUser: identity },
  },
  SleepAction: { properties: { seconds: is.notNegative } },
  TCPSocketAction: { properties: { port: is.portReference } },
  VolumeMount: {
    not: { required: ["subPath", "subPathExpr"] },
    properties: {
      mountPath: is.notEmpty,
      mountPropagation: is.notEmpty,
      name: is.notEmpty,
      recursiveReadOnly: { enum: ["Disabled", "Enabled", "IfPossible"], ...is.notEmpty },
      subPath: is.relativePath,
      subPathExpr: is.relativePath,
    },
  },
};
