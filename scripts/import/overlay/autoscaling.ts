import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

// A target is a word of a path in the API.
const word: Schema = { format: "path-segment" };
const target: Schema = { properties: { kind: is.notEmpty, name: is.notEmpty } };
const spec = (least: Schema): Schema => ({
  properties: {
    maxReplicas: is.positive,
    minReplicas: least,
    scaleTargetRef: { required: ["apiVersion"], properties: { apiVersion: { pattern: "/" } } },
  },
});
/** A target of each kind has a field for it. */
const raw: Schema = is.anyOne("averageValue", "value");
const share: Schema = is.exactlyOne("averageUtilization", "averageValue");
const metric = (type: string, field: string): Schema => ({
  required: [field],
  properties: { type: { enum: [type] } },
});

/** What scales workloads by their load, and what keeps some of them up. */
export const autoscaling: is.Overlay = {
  ContainerResourceMetricSource: {
    properties: {
      container: { ...is.label, ...is.notEmpty },
      name: { format: "resource-name", ...is.notEmpty },
      target: share,
    },
  },
  ExternalMetricSource: { properties: { target: raw } },
  HPAScalingPolicy: {
    properties: {
      periodSeconds: { minimum: 1, maximum: 1800 },
      type: { enum: ["Percent", "Pods"] },
      value: is.positive,
    },
  },
  HPAScalingRules: {
    properties: {
      policies: is.atLeastOne,
      selectPolicy: { enum: ["Disabled", "Max", "Min"], ...is.notEmpty },
      stabilizationWindowSeconds: { minimum: 0, maximum: 3600 },
    },
  },
  MetricIdentifier: { properties: { name: word } },
  MetricSpec: {
    oneOf: [
      metric("Resource", "resource"),
      metric("ContainerResource", "containerResource"),
      metric("External", "external"),
      metric("Object", "object"),
      metric("Pods", "pods"),
    ],
    maxProperties: 2,
    properties: {
      type: { enum: ["ContainerResource", "External", "Object", "Pods", "Resource"] },
    },
  },
  MetricTarget: {
    properties: {
      averageUtilization: is.positive,
      averageValue: is.positiveAmount,
      type: { enum: ["AverageValue", "Utilization", "Value"] },
      value: is.positiveAmount,
    },
  },
  ObjectMetricSource: {
    properties: {
      describedObject: { properties: { kind: word, name: word } },
      target: raw,
    },
  },
  // The two limits exclude each other.
  PodDisruptionBudgetSpec: {
    not: { required: ["maxUnavailable", "minAvailable"] },
    properties: {
      maxUnavailable: is.numberOrPercent,
      minAvailable: is.numberOrPercent,
      unhealthyPodEvictionPolicy: is.notEmpty,
    },
  },
  PodsMetricSource: { properties: { target: { required: ["averageValue"] } } },
  ResourceMetricSource: {
    properties: { name: is.notEmpty, target: share },
  },
  "autoscaling.v1.CrossVersionObjectReference": target,
  "autoscaling.v1.HorizontalPodAutoscalerSpec": spec(is.notNegative),
  "autoscaling.v2.CrossVersionObjectReference": target,
  "autoscaling.v2.HorizontalPodAutoscalerSpec": spec(is.positive),
};
