import type { Schema } from "../../../lib/schema/schema.ts";
import * as is from "./keywords.ts";

const accessModes: Schema = {
  ...is.atLeastOne,
  items: { enum: ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"] },
};
const storage: Schema = { required: ["storage"] };
const webhook: Schema = {
  properties: {
    admissionReviewVersions: is.atLeastOne,
    name: is.subdomain,
    timeoutSeconds: { minimum: 1, maximum: 30 },
  },
};

/** Storage, access and what else is written: data, classes, webhooks. */
export const others: is.Overlay = {
  ConfigMap: { properties: { binaryData: is.dataKeys, data: is.dataKeys } },
  LimitRangeItem: { properties: { type: { ...is.labelKey, ...is.notEmpty } } },
  MutatingWebhook: webhook,
  ObjectMeta: {
    properties: {
      annotations: { propertyNames: { format: "annotation-key" } },
      labels: is.labels,
      namespace: is.label,
    },
  },
  PersistentVolume: { required: ["spec"] },
  PersistentVolumeClaim: { required: ["spec"] },
  PersistentVolumeClaimSpec: {
    required: ["accessModes", "resources"],
    properties: {
      accessModes,
      resources: { allOf: [{ required: ["requests"], properties: { requests: storage } }] },
      storageClassName: is.subdomain,
    },
  },
  PersistentVolumeSpec: {
    required: ["accessModes", "capacity"],
    properties: { accessModes, capacity: storage, storageClassName: is.subdomain },
  },
  // A rule is about resources of API groups, or about URLs.
  PolicyRule: {
    allOf: [is.anyOne("apiGroups", "nonResourceURLs"), is.anyOne("resources", "nonResourceURLs")],
    properties: { apiGroups: is.atLeastOne, resources: is.atLeastOne, verbs: is.atLeastOne },
  },
  // Larger values are kept for the system's own classes, which nobody writes.
  PriorityClass: { properties: { value: { maximum: 1000000000 } } },
  // Only roles can be bound, and only those of this API group.
  RoleRef: {
    properties: {
      apiGroup: { enum: ["", "rbac.authorization.k8s.io"] },
      kind: { enum: ["ClusterRole", "Role"] },
      name: is.notEmpty,
    },
  },
  RuleWithOperations: {
    required: ["apiGroups", "apiVersions", "operations", "resources"],
    properties: {
      apiGroups: is.atLeastOne,
      apiVersions: is.atLeastOne,
      operations: is.atLeastOne,
      resources: is.atLeastOne,
    },
  },
  RuntimeClass: { properties: { handler: is.label } },
  Secret: { properties: { data: is.dataKeys, stringData: is.dataKeys } },
  StorageClass: { properties: { provisioner: { format: "annotation-key", ...is.notEmpty } } },
  ValidatingWebhook: webhook,
  "admissionregistration.v1.ServiceReference": {
    properties: { path: is.absolutePath, port: is.port },
  },
  "admissionregistration.v1.WebhookClientConfig": is.exactlyOne("service", "url"),
  "rbac.v1.Subject": {
    properties: { kind: { enum: ["Group", "ServiceAccount", "User"] }, name: is.notEmpty },
  },
};
