import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import { identity } from "./containers.ts";
import * as is from "./keywords.ts";

const sysctl = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
// Names of the resolver may hold "_", as those of Active Directory do.
const search = "^(\\.|([a-z0-9_]([-_a-z0-9]*[a-z0-9_])?\\.)*[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?\\.?)$";

/** Operators that compare need values; those that ask for existence have none. */
const requirement: Schema = {
  anyOf: [
    {
      required: ["values"],
      properties: {
        operator: { not: { enum: ["DoesNotExist", "Exists"] } },
        values: is.atLeastOne,
      },
    },
    {
      properties: { operator: { enum: ["DoesNotExist", "Exists"] }, values: { maxItems: 0 } },
    },
  ],
};

/** Pods as a whole, and where they may run. */
export const pods: is.Overlay = {
  HostAlias: { properties: { hostnames: { items: is.subdomain }, ip: { format: "ip" } } },
  LabelSelector: { properties: { matchLabels: is.labels } },
  LabelSelectorRequirement: {
    ...requirement,
    properties: {
      key: is.labelKey,
      operator: { enum: ["DoesNotExist", "Exists", "In", "NotIn"] },
      values: is.labelValues,
    },
  },
  NodeSelector: { properties: { nodeSelectorTerms: is.atLeastOne } },
  NodeSelectorRequirement: {
    ...requirement,
    properties: { key: is.labelKey, values: is.labelValues },
  },
  PodAffinityTerm: { properties: { namespaces: { items: is.label }, topologyKey: is.labelKey } },
  PodDNSConfig: {
    properties: {
      nameservers: { items: is.ip, maxItems: 3 },
      searches: { items: { pattern: search, maxLength: 253 }, maxItems: 32 },
    },
  },
  PodDNSConfigOption: { required: ["name"], properties: { name: is.notEmpty } },
  PodResourceClaim: {
    ...is.exactlyOne("resourceClaimName", "resourceClaimTemplateName"),
    properties: {
      name: is.label,
      resourceClaimName: { ...is.subdomain, ...is.notEmpty },
      resourceClaimTemplateName: { ...is.subdomain, ...is.notEmpty },
    },
  },
  PodSecurityContext: {
    properties: {
      fsGroup: identity,
      fsGroupChangePolicy: is.notEmpty,
      runAsGroup: identity,
      runAsUser: identity,
      seLinuxChangePolicy: { enum: ["Recursive"], ...is.notEmpty },
      supplementalGroups: { items: identity },
      supplementalGroupsPolicy: is.notEmpty,
      sysctls: is.distinctBy("name"),
    },
  },
  PodSpec: {
    anyOf: [
      {
        properties: {
          dnsPolicy: { enum: ["", "ClusterFirst", "ClusterFirstWithHostNet", "Default"] },
        },
      },
      {
        required: ["dnsConfig"],
        properties: {
          dnsConfig: { required: ["nameservers"], properties: { nameservers: is.atLeastOne } },
        },
      },
    ],
    properties: {
      activeDeadlineSeconds: { minimum: 1, maximum: 2147483647 },
      containers: is.atLeastOne,
      hostname: is.label,
      hostnameOverride: { ...is.subdomain, maxLength: 64 },
      nodeName: is.subdomain,
      nodeSelector: is.labels,
      preemptionPolicy: is.notEmpty,
      priorityClassName: is.subdomain,
      serviceAccount: is.subdomain,
      serviceAccountName: is.subdomain,
      subdomain: is.label,
    },
  },
  PodTemplateSpec: { required: ["spec"] },
  PreferredSchedulingTerm: { properties: { weight: is.weight } },
  "core.v1.ResourceClaim": { properties: { name: is.notEmpty, request: is.label } },
  Sysctl: { properties: { name: { pattern: sysctl, maxLength: 253 } } },
  Toleration: {
    allOf: [
      // Without a key it is for every taint, whatever their values.
      {
        anyOf: [
          { required: ["key"], properties: { key: is.notEmpty } },
          { required: ["operator"], properties: { operator: { enum: ["Exists"] } } },
        ],
      },
      {
        anyOf: [
          { properties: { operator: { enum: ["", "Equal"] } } },
          { properties: { value: { maxLength: 0 } } },
        ],
      },
      is.onlyWith("tolerationSeconds", "effect", "NoExecute"),
    ],
    // Comparisons are behind a feature that is off by default.
    properties: {
      key: is.labelKey,
      operator: { enum: ["", "Equal", "Exists"] },
      value: is.labelValue,
    },
  },
  TopologySpreadConstraint: {
    allOf: [
      is.onlyWith("matchLabelKeys", "labelSelector"),
      is.onlyWith("minDomains", "whenUnsatisfiable", "DoNotSchedule"),
    ],
    properties: {
      matchLabelKeys: { items: is.labelKey },
      maxSkew: is.positive,
      minDomains: is.positive,
      nodeAffinityPolicy: is.notEmpty,
      nodeTaintsPolicy: is.notEmpty,
      topologyKey: is.notEmpty,
    },
  },
  WeightedPodAffinityTerm: { properties: { weight: is.weight } },
};
