import * as is from "./keywords.ts";

/** What makes volumes. */
export const storage: is.Overlay = {
  CSIDriver: { required: ["spec"] },
  CSIDriverSpec: {
    ...is.onlyWith("serviceAccountTokenInSecrets", "tokenRequests"),
    properties: {
      fsGroupPolicy: { enum: ["File", "None", "ReadWriteOnceWithFSType"], ...is.notEmpty },
      nodeAllocatableUpdatePeriodSeconds: { minimum: 10 },
      volumeLifecycleModes: { items: { enum: ["Ephemeral", "Persistent"] } },
    },
  },
  StorageClass: {
    properties: {
      allowedTopologies: { "x-kubernetes-list-type": "set" },
      parameters: { propertyNames: { format: "any-key" } },
      provisioner: { format: "annotation-key", ...is.notEmpty },
      reclaimPolicy: { enum: ["Delete", "Retain"] },
      volumeBindingMode: is.notEmpty,
    },
  },
  TopologySelectorLabelRequirement: {
    properties: {
      key: is.labelKey,
      values: { ...is.atLeastOne, "x-kubernetes-list-type": "set" },
    },
  },
  TopologySelectorTerm: {
    required: ["matchLabelExpressions"],
    properties: { matchLabelExpressions: { ...is.distinctBy("key"), ...is.atLeastOne } },
  },
};
