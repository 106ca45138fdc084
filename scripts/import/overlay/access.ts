import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

const group = "rbac.authorization.k8s.io";

const isNamed: Schema = {
  anyOf: [
    { required: ["namespace"], properties: { namespace: is.notEmpty } },
    { properties: { kind: { enum: ["Group", "User"] } } },
  ],
};

/** Who may do what. */
export const access: is.Overlay = {
  AggregationRule: {
    required: ["clusterRoleSelectors"],
    properties: { clusterRoleSelectors: is.atLeastOne },
  },
  // A RoleBinding looks in its own namespace where none is named.
  ClusterRoleBinding: {
    properties: { subjects: { items: { allOf: [isNamed] } } },
  },
  // A rule is about resources of API groups, or about URLs.
  PolicyRule: {
    anyOf: [
      {
        required: ["apiGroups", "resources"],
        properties: { apiGroups: is.atLeastOne, resources: is.atLeastOne },
      },
      { required: ["nonResourceURLs"], properties: { nonResourceURLs: is.atLeastOne } },
    ],
    properties: { verbs: is.atLeastOne },
  },
  // Only roles can be bound, and only those of this API group.
  RoleRef: {
    properties: {
      apiGroup: { enum: ["", group] },
      kind: { enum: ["ClusterRole", "Role"] },
      name: is.notEmpty,
    },
  },
  // People and groups come from outside; a ServiceAccount is an object of a namespace.
  "rbac.v1.Subject": {
    anyOf: [
      { properties: { apiGroup: { enum: ["", group] }, kind: { enum: ["Group", "User"] } } },
      {
        properties: {
          apiGroup: { maxLength: 0 },
          kind: { enum: ["ServiceAccount"] },
          name: is.subdomain,
        },
      },
    ],
    properties: { kind: { enum: ["Group", "ServiceAccount", "User"] }, name: is.notEmpty },
  },
};
