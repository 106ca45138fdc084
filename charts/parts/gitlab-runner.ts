/** What a job asks for, unless its `.gitlab-ci.yml` says otherwise. */
export const jobSize = { cpu: "200m", memory: "512Mi" };

/** The most that a job may ask for. */
const most = { cpu: "2", memory: "4Gi" };

/** Of GitLab's Kubernetes executor (its docs: executors/kubernetes, "Configuration settings"). */
export function jobSettings(namespace: string, privileged: boolean): string {
  return `[[runners]]
  [runners.kubernetes]
    namespace = "${namespace}"
    image = "docker.io/library/alpine:3.22"
    privileged = ${privileged}
    allow_privilege_escalation = ${privileged}
    poll_timeout = 600
    cpu_request = "${jobSize.cpu}"
    memory_request = "${jobSize.memory}"
    memory_limit = "2Gi"
    cpu_request_overwrite_max_allowed = "${most.cpu}"
    memory_request_overwrite_max_allowed = "${most.memory}"
    memory_limit_overwrite_max_allowed = "${most.memory}"
    helper_memory_request = "64Mi"
    helper_memory_limit = "256Mi"
`;
}

/** In its own namespace (its docs: executors/kubernetes, "Configure runner API permissions"). */
export const jobRights = [
  { resources: ["events"], verbs: ["list", "watch"] },
  { resources: ["pods"], verbs: ["create", "delete", "get", "list", "watch"] },
  { resources: ["pods/attach", "pods/exec"], verbs: ["get", "create", "patch", "delete"] },
  { resources: ["pods/log"], verbs: ["get", "list"] },
  { resources: ["secrets"], verbs: ["create", "delete", "get", "update"] },
  { resources: ["serviceaccounts"], verbs: ["get"] },
  { resources: ["services"], verbs: ["create", "get"] },
];
