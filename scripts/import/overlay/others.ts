import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

const label1035: Schema = { format: "dns-1035-label", ...is.notEmpty };
const webhook: Schema = {
  properties: {
    sideEffects: { enum: ["None", "NoneOnDryRun"] },
    admissionReviewVersions: {
      ...is.atLeastOne,
      items: label1035,
      "x-kubernetes-list-type": "set",
    },
    failurePolicy: is.notEmpty,
    matchPolicy: is.notEmpty,
    // Three words at least: what, of whom, where.
    name: { ...is.subdomain, pattern: "^[^.]+([.][^.]+){2,}$" },
    timeoutSeconds: { minimum: 1, maximum: 30 },
  },
};
const limits: Schema = {
  propertyNames: { format: "limit-name" },
  additionalProperties: is.amount,
};

/** Objects as such, data, quotas and webhooks. */
export const others: is.Overlay = {
  ConfigMap: { properties: { binaryData: is.dataKeys, data: is.dataKeys } },
  LeaseSpec: {
    properties: { leaseDurationSeconds: is.positive, leaseTransitions: is.notNegative },
  },
  LimitRangeItem: {
    properties: {
      default: limits,
      defaultRequest: limits,
      max: limits,
      maxLimitRequestRatio: limits,
      min: limits,
      type: {
        pattern: "^(Container|Pod|PersistentVolumeClaim|.+/.+)$",
        ...is.labelKey,
        ...is.notEmpty,
      },
    },
  },
  LimitRangeSpec: { properties: { limits: is.distinctBy("type") } },
  MutatingWebhook: {
    properties: { ...webhook.properties, reinvocationPolicy: is.notEmpty },
  },
  ObjectMeta: {
    properties: {
      annotations: { propertyNames: { format: "annotation-key" } },
      finalizers: { items: is.labelKey },
      labels: is.labels,
      namespace: is.label,
    },
  },
  Overhead: {
    properties: {
      podFixed: { propertyNames: { format: "resource-name" }, additionalProperties: is.amount },
    },
  },
  // Larger values are kept for the system's own classes, which nobody writes.
  PriorityClass: {
    properties: { preemptionPolicy: is.notEmpty, value: { maximum: 1000000000 } },
  },
  ResourceQuotaSpec: {
    properties: {
      hard: { propertyNames: { format: "quota-name" }, additionalProperties: is.amount },
    },
  },
  RuleWithOperations: {
    required: ["apiGroups", "apiVersions", "operations", "resources"],
    properties: {
      apiGroups: is.atLeastOne,
      apiVersions: { ...is.atLeastOne, items: is.notEmpty },
      operations: is.atLeastOne,
      resources: { ...is.atLeastOne, items: is.notEmpty },
      scope: is.notEmpty,
    },
  },
  RuntimeClass: { properties: { handler: is.label } },
  Scheduling: {
    properties: {
      nodeSelector: is.labels,
      tolerations: { "x-kubernetes-list-type": "set" },
    },
  },
  Secret: { properties: { data: is.dataKeys, stringData: is.dataKeys } },
  ValidatingWebhook: webhook,
  "admissionregistration.v1.ServiceReference": {
    properties: {
      name: is.notEmpty,
      namespace: is.notEmpty,
      path: { format: "hook-path" },
      port: is.port,
    },
  },
  "admissionregistration.v1.WebhookClientConfig": {
    ...is.exactlyOne("service", "url"),
    properties: { url: { pattern: "^(?i:https)://[^/?#@]+(/[^?#]*)?$" } },
  },
};
