import type { Overlay } from "./overlay/keywords.ts";
import { access } from "./overlay/access.ts";
import { autoscaling } from "./overlay/autoscaling.ts";
import { containers } from "./overlay/containers.ts";
import { definitions } from "./overlay/definitions.ts";
import { others } from "./overlay/others.ts";
import { pods } from "./overlay/pods.ts";
import { services } from "./overlay/services.ts";
import { storage } from "./overlay/storage.ts";
import { volumes } from "./overlay/volumes.ts";
import { workloads } from "./overlay/workloads.ts";

/** What the API server enforces in code and OpenAPI does not say; each rule was tried against 1.36. */
export const overlay: Overlay = {
  ...access,
  ...autoscaling,
  ...containers,
  ...definitions,
  ...others,
  ...pods,
  ...services,
  ...storage,
  ...volumes,
  ...workloads,
};

/** The syntax of `metadata.name`. */
export function nameFormat(kind: string, minor: string): string {
  // Up to 1.35 the name of a Service has to start with a letter.
  if (kind === "Service") return Number(minor.split(".")[1]) < 36 ? "dns-1035-label" : "dns-label";
  return nameFormats[kind] ?? "dns-subdomain";
}

const nameFormats: Readonly<Record<string, string>> = {
  // These names turn up in URLs only, never in DNS.
  CertificateSigningRequest: "path-segment",
  ClusterRole: "path-segment",
  ClusterRoleBinding: "path-segment",
  PodDisruptionBudget: "path-segment",
  Role: "path-segment",
  RoleBinding: "path-segment",
  // These become parts of host names.
  Namespace: "dns-label",
  StatefulSet: "dns-label",
};

/**
 * The longest name where the controller appends to it; other names may have 253 characters. Of a StatefulSet the server
 * takes longer ones, and no pod comes: its controller puts the name and a hash into a label (kubernetes#64023).
 */
export const nameLengths: Readonly<Record<string, number>> = {
  CronJob: 52,
  Job: 63,
  StatefulSet: 52,
};
