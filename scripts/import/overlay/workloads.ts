import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

// A selector without terms would take every pod of the namespace.
const selector: Schema = {
  anyOf: [
    { required: ["matchLabels"], properties: { matchLabels: { minProperties: 1 } } },
    { required: ["matchExpressions"], properties: { matchExpressions: is.atLeastOne } },
  ],
};
const spec: Schema = { required: ["spec"] };

const endless: Schema = {
  allOf: [
    {
      properties: {
        spec: {
          not: { required: ["activeDeadlineSeconds"] },
          properties: { restartPolicy: { enum: ["", "Always"] } },
        },
      },
    },
  ],
};
// There is no default here: a job whose pods restart for ever would never end.
const ending: Schema = {
  allOf: [
    {
      properties: {
        spec: {
          required: ["restartPolicy"],
          properties: { restartPolicy: { enum: ["Never", "OnFailure"] } },
        },
      },
    },
  ],
};

// Numbers of rolling are none of another strategy.
const rolling: Schema = {
  anyOf: [
    { not: { required: ["rollingUpdate"] } },
    { properties: { type: { enum: ["", "RollingUpdate"] } } },
  ],
};

const scaled: Schema["properties"] = {
  minReadySeconds: is.notNegative,
  replicas: is.notNegative,
  selector,
  template: endless,
};
export const workloads: is.Overlay = {
  CronJob: spec,
  CronJobSpec: {
    properties: {
      failedJobsHistoryLimit: is.notNegative,
      schedule: { format: "cron" },
      startingDeadlineSeconds: is.notNegative,
      successfulJobsHistoryLimit: is.notNegative,
      timeZone: { format: "time-zone" },
    },
  },
  DaemonSet: spec,
  DaemonSetSpec: {
    properties: {
      minReadySeconds: is.notNegative,
      revisionHistoryLimit: is.notNegative,
      selector,
      template: endless,
    },
  },
  Deployment: spec,
  DeploymentStrategy: rolling,
  DeploymentSpec: {
    properties: {
      ...scaled,
      progressDeadlineSeconds: is.notNegative,
      revisionHistoryLimit: is.notNegative,
    },
  },
  Job: spec,
  JobSpec: {
    allOf: [
      is.onlyWith("backoffLimitPerIndex", "completionMode", "Indexed"),
      is.onlyWith("maxFailedIndexes", "backoffLimitPerIndex"),
      is.onlyWith("selector", "manualSelector", true),
      {
        anyOf: [{ required: ["selector"] }, { properties: { manualSelector: { enum: [false] } } }],
      },
    ],
    properties: {
      activeDeadlineSeconds: is.notNegative,
      backoffLimit: is.notNegative,
      backoffLimitPerIndex: is.notNegative,
      completionMode: is.notEmpty,
      completions: is.notNegative,
      // Of a controller other than Kubernetes' own: "house.example/jobs".
      managedBy: { pattern: "^[^/]+/.+$" },
      maxFailedIndexes: is.notNegative,
      parallelism: is.notNegative,
      podReplacementPolicy: is.notEmpty,
      template: ending,
      ttlSecondsAfterFinished: is.notNegative,
    },
  },
  JobTemplateSpec: spec,
  Pod: spec,
  PodFailurePolicyOnExitCodesRequirement: { properties: { values: is.atLeastOne } },
  PodFailurePolicyOnPodConditionsPattern: {
    properties: {
      status: { enum: ["False", "True", "Unknown"] },
      type: { ...is.labelKey, ...is.notEmpty },
    },
  },
  PodFailurePolicyRule: {
    ...is.exactlyOne("onExitCodes", "onPodConditions"),
    properties: { onPodConditions: is.atLeastOne },
  },
  ReplicaSet: spec,
  ReplicaSetSpec: { required: ["template"], properties: scaled },
  RollingUpdateDaemonSet: {
    properties: { maxSurge: is.numberOrPercent, maxUnavailable: is.numberOrPercent },
  },
  RollingUpdateDeployment: {
    properties: { maxSurge: is.numberOrPercent, maxUnavailable: is.numberOrPercent },
  },
  RollingUpdateStatefulSetStrategy: {
    properties: { maxUnavailable: is.numberOrPercent, partition: is.notNegative },
  },
  StatefulSet: spec,
  StatefulSetOrdinals: { properties: { start: is.notNegative } },
  StatefulSetPersistentVolumeClaimRetentionPolicy: {
    properties: {
      whenDeleted: { enum: ["Delete", "Retain"] },
      whenScaled: { enum: ["Delete", "Retain"] },
    },
  },
  StatefulSetUpdateStrategy: rolling,
  StatefulSetSpec: {
    properties: {
      ...scaled,
      serviceName: is.label,
      // The name of the claim becomes the name of a volume.
      volumeClaimTemplates: { items: { required: ["metadata", "spec"] } },
    },
  },
};
