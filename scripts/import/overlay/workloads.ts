import type { Schema } from "../../../lib/schema/schema.ts";
import * as is from "./keywords.ts";

// A selector without terms would take every pod of the namespace.
const selector: Schema = { minProperties: 1 };
const spec: Schema = { required: ["spec"] };

const restartPolicy = (required: string[], ...values: string[]): Schema => ({
  allOf: [{ properties: { spec: { required, properties: { restartPolicy: { enum: values } } } } }],
});
const endless = restartPolicy([], "", "Always");
// There is no default here: a job whose pods restart for ever would never end.
const ending = restartPolicy(["restartPolicy"], "Never", "OnFailure");

const scaled: Schema["properties"] = {
  minReadySeconds: is.notNegative,
  replicas: is.notNegative,
  selector,
  template: endless,
};
const autoscaler: Schema = {
  properties: { maxReplicas: is.positive, minReplicas: is.notNegative },
};
const target: Schema = { properties: { kind: is.notEmpty, name: is.notEmpty } };

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
  DeploymentSpec: {
    properties: {
      ...scaled,
      progressDeadlineSeconds: is.notNegative,
      revisionHistoryLimit: is.notNegative,
    },
  },
  HPAScalingPolicy: {
    properties: {
      periodSeconds: { minimum: 1, maximum: 1800 },
      type: { enum: ["Percent", "Pods"] },
      value: is.positive,
    },
  },
  HPAScalingRules: { properties: { stabilizationWindowSeconds: { minimum: 0, maximum: 3600 } } },
  Job: spec,
  JobSpec: {
    properties: {
      activeDeadlineSeconds: is.notNegative,
      backoffLimit: is.notNegative,
      completions: is.notNegative,
      parallelism: is.notNegative,
      template: ending,
      ttlSecondsAfterFinished: is.notNegative,
    },
  },
  JobTemplateSpec: spec,
  MetricSpec: {
    properties: { type: { enum: ["ContainerResource", "External", "Object", "Pods", "Resource"] } },
  },
  MetricTarget: { properties: { type: { enum: ["AverageValue", "Utilization", "Value"] } } },
  Pod: spec,
  // The two limits exclude each other.
  PodDisruptionBudgetSpec: {
    not: { required: ["maxUnavailable", "minAvailable"] },
    properties: { maxUnavailable: is.numberOrPercent, minAvailable: is.numberOrPercent },
  },
  ReplicaSetSpec: { properties: scaled },
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
  StatefulSetSpec: {
    properties: {
      ...scaled,
      serviceName: is.label,
      // The name of the claim becomes the name of a volume.
      volumeClaimTemplates: { items: { required: ["metadata", "spec"] } },
    },
  },
  "autoscaling.v1.CrossVersionObjectReference": target,
  "autoscaling.v1.HorizontalPodAutoscalerSpec": autoscaler,
  "autoscaling.v2.CrossVersionObjectReference": target,
  "autoscaling.v2.HorizontalPodAutoscalerSpec": autoscaler,
};
