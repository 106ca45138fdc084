import type { ArgoWorkflowsValues } from "../../imports/values/argo-workflows.ts";
import type { Kinds } from "../../lib/model/kind.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { bucketSecret } from "./object-storage.ts";

/** Argo CD has others of the same group. Which pods a workflow runs is known when it runs. */
export const workflowKinds: Kinds = Object.fromEntries(
  [
    "ClusterWorkflowTemplate",
    "CronWorkflow",
    "Workflow",
    "WorkflowArtifactGCTask",
    "WorkflowEventBinding",
    "WorkflowTaskResult",
    "WorkflowTaskSet",
    "WorkflowTemplate",
  ].map((kind) => [`argoproj.io/${kind}`, {}]),
);

/** Of every step that says nothing else: its namespace may ask for it. */
export const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** What runs beside every step. */
export const beside: ArgoWorkflowsValues["executor"] = {
  resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
  securityContext: restricted,
};

/** Its pods open the bucket where they run: the key is in each namespace of theirs. */
export function artifactsIn(
  scope: Scope,
  bucket: string,
  namespaces: readonly string[],
): ArgoWorkflowsValues["artifactRepository"] {
  const { endpoint, region } = scope.from("object-storage");
  const { host, protocol } = new URL(endpoint);
  const [name = ""] = namespaces.map((one) => bucketSecret(scope, bucket, one));
  return {
    archiveLogs: true,
    s3: {
      bucket,
      endpoint: host,
      region,
      insecure: protocol === "http:",
      accessKeySecret: { name, key: "AWS_ACCESS_KEY_ID" },
      secretKeySecret: { name, key: "AWS_SECRET_ACCESS_KEY" },
    },
  };
}
