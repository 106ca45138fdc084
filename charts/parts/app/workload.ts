import type {
  DeploymentStrategy,
  IntOrString,
  StatefulSetUpdateStrategy,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import type { AppOptions } from "./options.ts";
import { mostReplicas, selectorOf } from "./options.ts";
import { podTemplate, spread } from "./pod.ts";
import { isPrivileged } from "./privileges.ts";
import { governingService } from "./services.ts";
import { isClaimed, isForOneNode } from "./volume-options.ts";
import { claimSpec, replicaClaims } from "./volumes.ts";

/** The Deployment of an app, or its StatefulSet where each replica has volumes of its own. */
export function addWorkload(scope: Scope, options: AppOptions): void {
  const { name, critical = false } = options;
  const labels = selectorOf(name);
  const metadata = { name, labels };
  const spec = {
    // With an autoscaler, git must not say how many: each sync would undo its last decision.
    replicas: options.autoscale ? undefined : mostReplicas(options),
    revisionHistoryLimit: 3,
    selector: { matchLabels: labels },
    template: podTemplate(scope, "app", options, {
      ...(critical && { topologySpreadConstraints: [spread(labels)] }),
    }),
  };
  if (kindOf(options) === "Deployment") {
    new k8s.KubeDeployment(scope, `${name}-deployment`, {
      metadata,
      spec: { ...spec, strategy: strategyOf(options) },
    });
    return;
  }
  new k8s.KubeStatefulSet(scope, `${name}-statefulset`, {
    metadata,
    spec: {
      ...spec,
      serviceName: governingService(name),
      // Else a pod that cannot start would keep its own repair from being rolled out.
      podManagementPolicy: "Parallel",
      updateStrategy: updateStrategyOf(options),
      volumeClaimTemplates: replicaClaims(options).map(([volume, given]) => ({
        metadata: { name: volume, labels },
        spec: claimSpec(given),
      })),
    },
  });
}

export function kindOf(options: AppOptions): "Deployment" | "StatefulSet" {
  return replicaClaims(options).length > 0 ? "StatefulSet" : "Deployment";
}

/**
 * Always written out: what the server fills in belongs to nobody, and stays where another type forbids it
 * (kubernetes#24198).
 */
function strategyOf(options: AppOptions): DeploymentStrategy {
  const { updates = isAlone(options) ? "Recreate" : "RollingUpdate" } = options;
  if (updates === "Recreate") return { type: "Recreate" };
  const { maxSurge = "25%", maxUnavailable = "25%" } = typeof updates === "string" ? {} : updates;
  const rollingUpdate = {
    maxSurge: numberOrShare(maxSurge),
    maxUnavailable: numberOrShare(maxUnavailable),
  };
  return { type: "RollingUpdate", rollingUpdate };
}

function updateStrategyOf({ updates }: AppOptions): StatefulSetUpdateStrategy {
  if (updates === "OnDelete") return { type: "OnDelete" };
  return { type: "RollingUpdate", rollingUpdate: { partition: 0 } };
}

function numberOrShare(value: number | string): IntOrString {
  return typeof value === "number"
    ? k8s.IntOrString.fromNumber(value)
    : k8s.IntOrString.fromString(value);
}

/** Whether two of its pods cannot run at a time: what they would share is given to one. */
function isAlone(options: AppOptions): boolean {
  const { volumes = {}, privileges, extendedResources } = options;
  const isHeld = Object.values(volumes).some((volume) =>
    isClaimed(volume) ? isForOneNode(volume) : "claim" in volume && mostReplicas(options) === 1,
  );
  const isOnHost = privileges?.hostNetwork !== undefined || isPrivileged(privileges);
  return isHeld || isOnHost || extendedResources !== undefined;
}
